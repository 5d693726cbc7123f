/** Whether what models say comes true, whether traffic is still the one that they were grown on, and what may be proposed where the one in
 * force has fallen behind. */

import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Feature } from "../../api/risk";
import {
  useDrift,
  useModelAccounts,
  useProposeDemotion,
  type BinCounts,
  type ModelAccount,
  type ModelDrift,
} from "../../api/riskFigures";
import { useRights } from "../../api/session";
import { Loading } from "../../components/Loading";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useOfficer } from "../../components/useOfficer";
import { formatCount, formatMoment } from "../../domain/format";
import { formatInterval, formatShare } from "../../domain/rates";
import { useLanguage } from "../../i18n";

/** Of a model the features that moved most. */
const SHOWN = 15;
const STANDING_TONES = {
  alone: "calm",
  too_few: "calm",
  level: "calm",
  ahead: "good",
  behind: "stop",
} as const;
const LEVEL_TONES = { steady: "good", shifts: "watch", other: "stop" } as const;

export function Models() {
  const { t } = useTranslation();
  const accounts = useModelAccounts();
  const [isAsked, ask] = useState(false);
  const drift = useDrift(isAsked);
  const has = accounts.data !== undefined && accounts.data.models.length > 0;
  return (
    <Section id="models" title={t("figures.models.title")}>
      <p className="quiet">{t("figures.models.lead")}</p>
      {accounts.isError && <Refusal error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.isPending && <Loading />}
      {accounts.data?.models.length === 0 && <p className="blank">{t("figures.models.none")}</p>}
      {accounts.data?.models.map((it) => (
        <Account key={it.procedure} account={it} />
      ))}
      {has && !isAsked && <Button onClick={() => ask(true)}>{t("figures.drift.ask")}</Button>}
      {drift.isLoading && <Loading />}
      {drift.isError && <Refusal error={drift.error} onRetry={() => void drift.refetch()} />}
      {drift.data !== undefined && (
        <>
          <p className="quiet">
            {drift.data.days !== null &&
              t("figures.drift.days", { from: drift.data.days.from, to: drift.data.days.to })}{" "}
            {t("figures.drift.limits", {
              watch: String(drift.data.watch_from),
              act: String(drift.data.act_from),
            })}{" "}
            {drift.data.is_cut && t("figures.drift.cut")}
          </p>
          {drift.data.models.map((it) => (
            <DriftTable key={`${it.procedure}/${it.name}`} model={it} />
          ))}
        </>
      )}
    </Section>
  );
}

export function Account({ account: it }: { account: ModelAccount }) {
  const { t } = useTranslation();
  const may = useRights();
  const { standing } = it.duel;
  const bins = it.bins.filter((bin) => bin.lots.examined + bin.others.examined > 0);
  return (
    <section>
      <h3>
        {t(`features.procedures.${it.procedure}`)} {it.active.name}
      </h3>
      <p className="quiet">{t("figures.models.since", { at: formatMoment(it.active.since) })}</p>
      <p>
        <Seal tone={STANDING_TONES[standing]}>{t(`figures.models.standing.${standing}`)}</Seal>{" "}
        {it.shadow !== null && t("figures.models.against", { name: it.shadow.name })}{" "}
        {standing === "too_few" &&
          t("figures.models.needed", {
            cases: formatCount(it.duel.cases),
            needed: formatCount(it.duel.needed),
          })}
        {it.duel.difference !== null && it.duel.low !== null && it.duel.high !== null && (
          <small>
            {t("figures.models.brier", {
              difference: it.duel.difference.toFixed(4),
              low: it.duel.low.toFixed(4),
              high: it.duel.high.toFixed(4),
            })}
          </small>
        )}
      </p>
      {standing === "behind" && may("change_watch") && <Propose account={it} />}
      {bins.length === 0 ? (
        <p className="blank">{t("figures.models.no_results")}</p>
      ) : (
        <table className="checks as-cards figure-table">
          <caption>{t("figures.models.calibration")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("figures.models.said")}</th>
              <th scope="col">{t("figures.models.lots")}</th>
              <th scope="col">{t("figures.models.others")}</th>
            </tr>
          </thead>
          <tbody>
            {bins.map((bin) => (
              <tr key={bin.from}>
                <th scope="row" data-label={t("figures.models.said")}>
                  {bin.from}–{bin.to} %
                </th>
                <td data-label={t("figures.models.lots")}>
                  <BinCell counts={bin.lots} />
                </td>
                <td data-label={t("figures.models.others")}>
                  <BinCell counts={bin.others} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function BinCell({ counts: it }: { counts: BinCounts }) {
  const { t } = useTranslation();
  if (it.share === null) return <>—</>;
  return (
    <>
      {t("figures.models.bin", { said: formatShare(it.said), found: formatShare(it.share) })}{" "}
      <small>{formatInterval(it.low, it.high)}</small>{" "}
      <small>{t("figures.of", { found: formatCount(it.found), examined: formatCount(it.examined) })}</small>{" "}
      {it.comes_true === false && <Seal tone="watch">{t("figures.models.untrue")}</Seal>}
    </>
  );
}

/** A plan is made of it; another person approves it. */
function Propose({ account: it }: { account: ModelAccount }) {
  const { t } = useTranslation();
  const propose = useProposeDemotion();
  const [officer, setOfficer] = useOfficer();
  const [reason, setReason] = useState("");
  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault();
        propose.mutate({ procedure: it.procedure, reason, by: officer });
      }}
    >
      <OfficerField officer={officer} onChange={setOfficer} />
      <Input
        className="long"
        required
        maxLength={200}
        aria-label={t("figures.models.reason")}
        placeholder={t("figures.models.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button htmlType="submit" loading={propose.isPending} disabled={reason.trim() === ""}>
        {t("figures.models.propose")}
      </Button>
      {propose.isError && <Refusal error={propose.error} />}
      {propose.isSuccess && <p role="status">{t("figures.models.proposed", { plan: propose.data.plan })}</p>}
    </form>
  );
}

export function DriftTable({ model: it }: { model: ModelDrift }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const titleOf = (feature: { title_zh: string; name: Feature["name"] }) =>
    language === "zh" ? feature.title_zh : feature.name;
  if (!it.has_spread || it.features.length === 0) {
    return (
      <p className="blank">
        {it.name}: {t(it.has_spread ? "figures.drift.no_cases" : "figures.drift.no_spread")}
      </p>
    );
  }
  return (
    <table className="checks as-cards figure-table">
      <caption>
        {t("figures.drift.of", {
          name: it.name,
          role: t(it.is_active ? "figures.drift.active" : "figures.drift.shadow"),
          cases: formatCount(it.cases),
        })}
      </caption>
      <thead>
        <tr>
          <th scope="col">{t("figures.drift.feature")}</th>
          <th scope="col">{t("figures.drift.index")}</th>
          <th scope="col">{t("figures.drift.missing")}</th>
        </tr>
      </thead>
      <tbody>
        {it.features.slice(0, SHOWN).map((one) => (
          <tr key={one.name}>
            <th scope="row" data-label={t("figures.drift.feature")}>
              {titleOf(one)} {language === "zh" && <code>{one.name}</code>}
            </th>
            <td data-label={t("figures.drift.index")}>
              {one.index.toFixed(3)}{" "}
              <Seal tone={LEVEL_TONES[one.level]}>{t(`figures.drift.level.${one.level}`)}</Seal>
            </td>
            <td data-label={t("figures.drift.missing")}>
              {formatShare(one.missing_then)} → {formatShare(one.missing_now)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
