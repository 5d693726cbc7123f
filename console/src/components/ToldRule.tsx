/** A rule of risk analysis that spoke of a case: as it stood then, and what it saw. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { RuleThen } from "../api/risk";
import { useRights } from "../api/session";
import { toneOfChannel } from "../domain/tone";
import { useLanguage } from "../i18n";
import { Seal } from "./Seal";

interface ToldRuleProps {
  rule: RuleThen;
  observed: string;
  /** Whether a whitelist took the case out of the rule. */
  isSpared: boolean;
}

export function ToldRule({ rule, observed, isSpared }: ToldRuleProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const may = useRights();
  const id = <code>{rule.id}</code>;
  return (
    <>
      <p>
        <strong>{titleOf(rule)}</strong>{" "}
        {may("see_watch") ? <Link to={`/risk/rules#${encodeURIComponent(rule.id)}`}>{id}</Link> : id}{" "}
        <small>{t("rules.version", { version: rule.version })}</small>
      </p>
      <dl className="facts">
        <dt>{t("rules.then.channel")}</dt>
        <dd>
          <Seal tone={toneOfChannel(rule.channel)}>{t(`rules.channel.${rule.channel}`)}</Seal>
          {isSpared && <> {t("rules.then.spared")}</>}
        </dd>
        <dt>{t("rules.then.condition")}</dt>
        <dd>
          <code className="condition">{rule.condition}</code>
        </dd>
        <dt>{t("rules.then.observed")}</dt>
        <dd>
          <code className="condition">{observed}</code>
        </dd>
        <dt>{t("rules.then.basis")}</dt>
        <dd>{rule.basis}</dd>
        <dt>{t("rules.then.owner")}</dt>
        <dd>{rule.owner}</dd>
        {rule.campaign !== null && (
          <>
            <dt>{t("rules.then.campaign")}</dt>
            <dd>{rule.campaign}</dd>
          </>
        )}
      </dl>
    </>
  );
}

/** Whether a rule that would do something sent the case nowhere. */
export function isSpared(rule: RuleThen, lane: "release" | "documents" | "examination"): boolean {
  return lane === "release" && rule.channel !== "release" && rule.channel !== "later_audit";
}
