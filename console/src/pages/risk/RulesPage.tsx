/** Rules of risk analysis (风险规则): in force, to come and past; written, examined and tried on history beside. */

import { Button, Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import { useRules, useTryRule, type Rule } from "../../api/risk";
import { useRights } from "../../api/session";
import { ExportMenu } from "../../components/ExportMenu";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { toneOfChannel } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import "../../styles/risk.css";
import { RuleForm } from "./RuleForm";
import { Trial, TrialLists } from "./Trial";

const FORCES = ["in_force", "future", "past"] as const;
/** Shown at once. */
const STEP = 100;

export function isFound(it: Rule, words: string): boolean {
  const said = [it.id, it.title_zh, it.title_en, it.condition, it.owner, it.campaign ?? "", it.basis];
  return said.some((text) => text.toLowerCase().includes(words.toLowerCase()));
}

export default function RulesPage() {
  const { t } = useTranslation();
  useTitle(t("rules.title"));
  const may = useRights();
  const rules = useRules();
  const tried = useTryRule();
  const [chosen, setForce] = useState<Rule["force"] | null>(null);
  const [words, setWords] = useState("");
  const [changed, setChanged] = useState<Rule | null>(null);
  // The form begins anew with each rule that is saved or chosen.
  const [round, setRound] = useState(0);
  const sought = decodeURIComponent(useLocation().hash.slice(1));
  if (rules.isError) return <Refusal error={rules.error} onRetry={() => void rules.refetch()} />;
  if (rules.data === undefined) return <Loading />;
  const all = rules.data.items;
  const force = chosen ?? all.find((it) => it.id === sought)?.force ?? "in_force";
  const shown = all.filter((it) => it.force === force && isFound(it, words.trim()));
  const change = (rule: Rule | null) => {
    setChanged(rule);
    setRound(round + 1);
    tried.reset();
    if (rule !== null) document.getElementById("rule")?.scrollIntoView();
  };
  return (
    <>
      <h1>{t("rules.title")}</h1>
      <p className="quiet">{t("rules.lead")}</p>
      <div className="ask">
        <Segmented<Rule["force"]>
          aria-label={t("rules.force_label")}
          value={force}
          onChange={setForce}
          options={FORCES.map((value) => ({
            value,
            label: `${t(`watch.force.${value}`)} ${String(all.filter((it) => it.force === value).length)}`,
          }))}
        />
        <Input
          allowClear
          className="long"
          aria-label={t("rules.search")}
          placeholder={t("rules.search")}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      {all.length > 0 && <ExportMenu source={rules.data.source} />}
      {shown.length === 0 ? (
        <p className="blank">{t("rules.none")}</p>
      ) : (
        <RuleTable rules={shown} sought={sought} onChange={may("change_watch") ? change : null} />
      )}
      {may("change_watch") && (
        <Section
          id="rule"
          title={changed === null ? t("rules.add") : t("rules.change", { id: changed.id })}
          extra={
            changed !== null && (
              <Button size="small" onClick={() => change(null)}>
                {t("rules.start_over")}
              </Button>
            )
          }
        >
          <div className="rule-desk">
            <RuleForm
              key={round}
              rule={changed}
              tried={tried}
              onSaved={() => tried.reset()}
              needsPlan={rules.data.needs_plan}
            />
            <div>
              {tried.isPending && <Loading />}
              {tried.isError && <Refusal error={tried.error} />}
              {tried.isSuccess && <Trial preview={tried.data} />}
            </div>
          </div>
          {tried.isSuccess && <TrialLists preview={tried.data} />}
        </Section>
      )}
    </>
  );
}

interface TableProps {
  rules: readonly Rule[];
  /** The one that a link led to; empty: none did. */
  sought: string;
  /** Null where it is not for whoever looks. */
  onChange: ((rule: Rule) => void) | null;
}

function RuleTable({ rules, sought, onChange }: TableProps) {
  const { t } = useTranslation();
  const [n, setN] = useState(STEP);
  const at = rules.findIndex((it) => it.id === sought);
  const shown = rules.slice(0, Math.max(n, at + 1));
  return (
    <>
      <p className="quiet">{t("rules.shown", { count: rules.length })}</p>
      <table className="checks as-cards">
        <thead>
          <tr>
            <th scope="col">{t("rules.column.id")}</th>
            <th scope="col">{t("rules.column.title")}</th>
            <th scope="col">{t("rules.column.channel")}</th>
            <th scope="col">{t("rules.column.condition")}</th>
            <th scope="col">{t("rules.column.owner")}</th>
            <th scope="col">{t("rules.column.days")}</th>
            <th scope="col">{t("rules.column.told")}</th>
            {onChange !== null && <th scope="col">{t("rules.column.acts")}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((it) => (
            <RuleLine key={`${it.id}/${it.from}`} rule={it} isSought={it.id === sought} onChange={onChange} />
          ))}
        </tbody>
      </table>
      {rules.length > shown.length && (
        <Button onClick={() => setN(shown.length + STEP)}>
          {t("rules.more", { count: Math.min(STEP, rules.length - shown.length) })}
        </Button>
      )}
    </>
  );
}

interface LineProps {
  rule: Rule;
  isSought: boolean;
  onChange: ((rule: Rule) => void) | null;
}

function RuleLine({ rule: it, isSought, onChange }: LineProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const days = ({ from, to }: { from: string; to?: string | null }) =>
    to == null ? t("watch.open_end", { from }) : t("watch.days_text", { from, to });
  return (
    <tr
      className={isSought ? "is-sought" : undefined}
      ref={isSought ? (row) => row?.scrollIntoView({ block: "center" }) : undefined}
    >
      <td data-label={t("rules.column.id")}>
        <code>{it.id}</code> <small>{t("rules.version", { version: it.version ?? 1 })}</small>
      </td>
      <td data-label={t("rules.column.title")}>
        {titleOf(it)}
        <small>
          {(it.procedures ?? []).map((one) => t(`features.procedures.${one}`)).join(t("common.and"))}
        </small>
      </td>
      <td data-label={t("rules.column.channel")}>
        <Seal tone={toneOfChannel(it.channel)}>{t(`rules.channel.${it.channel}`)}</Seal>{" "}
        <small>
          {t("rules.column.severity")} {t(`rules.severity.${it.severity ?? "medium"}`)}
        </small>
      </td>
      <td data-label={t("rules.column.condition")}>
        <code className="condition">{it.condition}</code>
      </td>
      <td data-label={t("rules.column.owner")}>
        {it.owner}
        <small>{it.basis}</small>
        {it.campaign != null && (
          <small>
            <Link to={`/risk/campaigns/${encodeURIComponent(it.campaign)}`}>
              {t("rules.column.campaign")} {it.campaign}
            </Link>
          </small>
        )}
      </td>
      <td data-label={t("rules.column.days")}>{days(it)}</td>
      <td data-label={t("rules.column.told")}>
        <p>
          {t("rules.told", {
            officer: it.officer === "" ? t("common.not_given") : it.officer,
            at: formatMoment(it.told_at),
            input: it.input,
          })}
        </p>
        {it.reason !== "" && <small>{it.reason}</small>}
        {it.earlier.length > 0 && (
          <details>
            <summary>{t("rules.earlier", { count: it.earlier.length })}</summary>
            {it.earlier.map((before) => (
              <p key={`${String(before.input)}/${before.from}`}>
                {t("rules.version", { version: before.version ?? 1 })} {t(`rules.channel.${before.channel}`)}{" "}
                <code className="condition">{before.condition}</code>{" "}
                <small>
                  {days(before)}{" "}
                  {t("rules.told", {
                    officer: before.officer === "" ? t("common.not_given") : before.officer,
                    at: formatMoment(before.told_at),
                    input: before.input,
                  })}
                </small>
              </p>
            ))}
          </details>
        )}
      </td>
      {onChange !== null && (
        <td data-label={t("rules.column.acts")}>
          <Button size="small" onClick={() => onChange(it)}>
            {t("rules.edit")}
          </Button>
        </td>
      )}
    </tr>
  );
}
