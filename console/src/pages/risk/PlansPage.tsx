/** Plans of risk analysis (风险方案): those that wait, those in force, those that came to nothing. */

import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { usePlans, type PlanState, type PlanSummary } from "../../api/plans";
import { ExportMenu } from "../../components/ExportMenu";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { toneOfPlan } from "../../domain/tone";
import "../../styles/risk.css";

const PARTS = ["open", "in_force", "closed", "all"] as const;
type Part = (typeof PARTS)[number];

const PART_OF: Readonly<Record<PlanState, Part>> = {
  proposed: "open",
  approved: "open",
  active: "in_force",
  refused: "closed",
  withdrawn: "closed",
  failed: "closed",
};

const isOf = (part: Part) => (it: PlanSummary) => part === "all" || PART_OF[it.state] === part;

export default function PlansPage() {
  const { t } = useTranslation();
  useTitle(t("plans.title"));
  const plans = usePlans();
  const [part, setPart] = useState<Part>("all");
  if (plans.isError) return <Refusal error={plans.error} onRetry={() => void plans.refetch()} />;
  if (plans.data === undefined) return <Loading />;
  const all = plans.data.items;
  const shown = all.filter(isOf(part));
  return (
    <>
      <h1>{t("plans.title")}</h1>
      <p className="quiet">{t("plans.lead")}</p>
      <div className="ask">
        <Segmented<Part>
          aria-label={t("plans.which")}
          value={part}
          onChange={setPart}
          options={PARTS.map((value) => ({
            value,
            label: `${t(`plans.part.${value}`)} ${String(all.filter(isOf(value)).length)}`,
          }))}
        />
      </div>
      {all.length > 0 && <ExportMenu source={plans.data.source} />}
      {shown.length === 0 ? <p className="blank">{t("plans.none")}</p> : <PlanTable plans={shown} />}
    </>
  );
}

/** How many rows of what it changes. */
function useChanges() {
  const { t } = useTranslation();
  return (it: PlanSummary): string[] => [
    ...(it.n_rules > 0 ? [t("plans.n_rules", { count: it.n_rules })] : []),
    ...(it.n_dropped > 0 ? [t("plans.n_dropped", { count: it.n_dropped })] : []),
    ...(it.n_budgets > 0 ? [t("plans.n_budgets", { count: it.n_budgets })] : []),
    ...(it.n_dropped_budgets > 0 ? [t("plans.n_dropped_budgets", { count: it.n_dropped_budgets })] : []),
    ...(it.n_models > 0 ? [t("plans.n_models", { count: it.n_models })] : []),
  ];
}

function PlanTable({ plans }: { plans: readonly PlanSummary[] }) {
  const { t } = useTranslation();
  const changes = useChanges();
  return (
    <>
      <p className="quiet">{t("plans.shown", { count: plans.length })}</p>
      <table className="checks as-cards">
        <thead>
          <tr>
            <th scope="col">{t("plans.column.plan")}</th>
            <th scope="col">{t("plans.column.state")}</th>
            <th scope="col">{t("plans.column.changes")}</th>
            <th scope="col">{t("plans.column.by")}</th>
            <th scope="col">{t("plans.column.activates_at")}</th>
            <th scope="col">{t("plans.column.decided")}</th>
          </tr>
        </thead>
        <tbody>
          {plans.map((it) => (
            <tr key={it.plan}>
              <td data-label={t("plans.column.plan")}>
                <Link to={`/risk/plans/${it.plan}`}>
                  <code>{it.plan}</code> {it.title}
                </Link>
              </td>
              <td data-label={t("plans.column.state")}>
                <Seal tone={toneOfPlan(it.state)}>{t(`plans.state.${it.state}`)}</Seal>
              </td>
              <td data-label={t("plans.column.changes")}>{changes(it).join(t("common.and"))}</td>
              <td data-label={t("plans.column.by")}>
                {t("plans.by", { by: it.by, at: formatMoment(it.proposed_at) })}
                <small>{it.reason}</small>
              </td>
              <td data-label={t("plans.column.activates_at")}>
                {it.active_since !== null
                  ? t("plans.since", { at: formatMoment(it.active_since) })
                  : it.activates_at === null
                    ? t("plans.at_once")
                    : formatMoment(it.activates_at)}
              </td>
              <td data-label={t("plans.column.decided")}>
                {it.decided === null ? (
                  t("plans.undecided")
                ) : (
                  <>
                    {t("plans.by", { by: it.decided.by, at: formatMoment(it.decided.at) })}
                    <small>{it.decided.reason}</small>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
