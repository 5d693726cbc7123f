/** Budgets of risk analysis (布控预算): how much may be selected where, and what of today is used up; changed, dropped. */

import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useBudgets, type Budget, type BudgetUsed } from "../../api/riskDesk";
import { useRights } from "../../api/session";
import { ExportMenu } from "../../components/ExportMenu";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoment } from "../../domain/format";
import { percentOf } from "../../domain/percent";
import { formatShare } from "../../domain/rates";
import "../../styles/risk.css";
import { BudgetForm, DropBudget } from "./BudgetForm";

/** So many places are shown at once, the fullest first. */
const FULLEST = 3;
const FORCES = ["in_force", "future", "past"] as const;

/** What is being done: a row is added, changed, or dropped. */
interface Doing {
  what: "change" | "drop";
  budget: Budget | null;
  /** The form begins anew with each row that is chosen. */
  round: number;
}

export default function BudgetsPage() {
  const { t } = useTranslation();
  useTitle(t("budgets.title"));
  const may = useRights();
  const budgets = useBudgets();
  const [force, setForce] = useState<Budget["force"]>("in_force");
  const [doing, setDoing] = useState<Doing>({ what: "change", budget: null, round: 0 });
  if (budgets.isError) return <Refusal error={budgets.error} onRetry={() => void budgets.refetch()} />;
  if (budgets.data === undefined) return <Loading />;
  const { items: all, needs_plan: needsPlan, behind, source } = budgets.data;
  const shown = all.filter((it) => it.force === force);
  const mayChange = may("change_watch");
  const turn = (what: Doing["what"], budget: Budget | null) => {
    setDoing({ what, budget, round: doing.round + 1 });
    if (budget !== null) document.getElementById("budget")?.scrollIntoView();
  };
  const { budget } = doing;
  const title =
    budget === null
      ? t("budgets.add")
      : doing.what === "drop"
        ? t("budgets.drop_title", { id: budget.id })
        : t("budgets.change", { id: budget.id });
  return (
    <>
      <h1>{t("budgets.title")}</h1>
      <p className="quiet">{t("budgets.lead")}</p>
      <div className="ask">
        <Segmented<Budget["force"]>
          aria-label={t("budgets.force_label")}
          value={force}
          onChange={setForce}
          options={FORCES.map((value) => ({
            value,
            label: `${t(`watch.force.${value}`)} ${String(all.filter((it) => it.force === value).length)}`,
          }))}
        />
      </div>
      {behind > 0 && <p className="quiet">{t("budgets.behind", { count: behind })}</p>}
      {all.length > 0 && <ExportMenu source={source} />}
      {shown.length === 0 ? (
        <p className="blank">{t("budgets.none")}</p>
      ) : (
        <BudgetTable budgets={shown} onTurn={mayChange ? turn : null} />
      )}
      {mayChange && (
        <Section
          id="budget"
          title={title}
          extra={
            budget !== null && (
              <Button size="small" onClick={() => turn("change", null)}>
                {t("budgets.start_over")}
              </Button>
            )
          }
        >
          {doing.what === "drop" && budget !== null ? (
            <DropBudget key={doing.round} budget={budget} needsPlan={needsPlan} />
          ) : (
            <BudgetForm key={doing.round} budget={budget} all={all} needsPlan={needsPlan} />
          )}
        </Section>
      )}
    </>
  );
}

interface TableProps {
  budgets: readonly Budget[];
  /** Null where it is not for whoever looks. */
  onTurn: ((what: Doing["what"], budget: Budget) => void) | null;
}

function BudgetTable({ budgets, onTurn }: TableProps) {
  const { t } = useTranslation();
  return (
    <>
      <p className="quiet">{t("budgets.shown", { count: budgets.length })}</p>
      <table className="checks as-cards budgets">
        <thead>
          <tr>
            <th scope="col">{t("budgets.column.id")}</th>
            <th scope="col">{t("budgets.column.where")}</th>
            <th scope="col">{t("budgets.column.share")}</th>
            <th scope="col">{t("budgets.column.per_day")}</th>
            <th scope="col">{t("budgets.column.used")}</th>
            <th scope="col">{t("budgets.column.owner")}</th>
            <th scope="col">{t("budgets.column.days")}</th>
            <th scope="col">{t("budgets.column.told")}</th>
            {onTurn !== null && <th scope="col">{t("budgets.column.acts")}</th>}
          </tr>
        </thead>
        <tbody>
          {budgets.map((it) => (
            <BudgetLine key={`${it.id}/${it.from}`} budget={it} onTurn={onTurn} />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface LineProps {
  budget: Budget;
  onTurn: TableProps["onTurn"];
}

function BudgetLine({ budget: it, onTurn }: LineProps) {
  const { t } = useTranslation();
  const { customs = "" } = it;
  return (
    <tr>
      <td data-label={t("budgets.column.id")}>
        <code>{it.id}</code>
      </td>
      <td data-label={t("budgets.column.where")}>
        <div>
          {customs === "" ? t("budgets.all_offices") : t("budgets.begins", { code: customs })}
          <small>{it.procedures.map((one) => t(`features.procedures.${one}`)).join(t("common.and"))}</small>
          {it.overlaps.length > 0 && (
            <Seal tone="watch">{t("budgets.overlaps", { ids: it.overlaps.join(" ") })}</Seal>
          )}
        </div>
      </td>
      <td data-label={t("budgets.column.share")}>
        {t("budgets.share", { share: percentOf(it.share), explore: percentOf(it.explore ?? "0") })}
        <small>{t("budgets.later", { later: percentOf(it.later_audit ?? "0") })}</small>
        <small>
          {t("budgets.aim", {
            aim: t(`plans.aim.${it.aim ?? "findings"}`),
            channel: t(`rules.channel.${it.channel}`),
          })}
        </small>
      </td>
      <td data-label={t("budgets.column.per_day")}>
        {it.per_day == null ? t("budgets.unlimited") : formatCount(it.per_day)}
      </td>
      <td data-label={t("budgets.column.used")}>
        <div>
          <Used used={it.used} most={it.per_day ?? null} />
        </div>
      </td>
      <td data-label={t("budgets.column.owner")}>
        {it.owner}
        <small>{it.basis}</small>
      </td>
      <td data-label={t("budgets.column.days")}>
        {it.to == null
          ? t("watch.open_end", { from: it.from })
          : t("watch.days_text", { from: it.from, to: it.to })}
      </td>
      <td data-label={t("budgets.column.told")}>
        {t("rules.told", {
          officer: it.officer === "" ? t("common.not_given") : it.officer,
          at: formatMoment(it.told_at),
          input: it.input,
        })}
        {it.reason !== "" && <small>{it.reason}</small>}
      </td>
      {onTurn !== null && (
        <td data-label={t("budgets.column.acts")}>
          <div>
            <Button size="small" onClick={() => onTurn("change", it)}>
              {t("budgets.edit")}
            </Button>{" "}
            <Button size="small" onClick={() => onTurn("drop", it)}>
              {t("budgets.drop")}
            </Button>
          </div>
        </td>
      )}
    </tr>
  );
}

interface UsedProps {
  /** Null where the row is not in force. */
  used: BudgetUsed | null;
  most: number | null;
}

export function Used({ used, most }: UsedProps) {
  const { t } = useTranslation();
  if (used === null) return <span className="quiet">{t("budgets.not_today")}</span>;
  const { weighed, chosen, explored, later_audit: later, places } = used;
  return (
    <>
      {t("budgets.used", {
        chosen: formatCount(chosen),
        weighed: formatCount(weighed),
        percent: formatShare(weighed === 0 ? null : chosen / weighed),
      })}
      <small>
        {t("budgets.used_explored", { explored: formatCount(explored), later: formatCount(later) })}
      </small>
      {most !== null && places.length === 0 && <small>{t("budgets.places_none")}</small>}
      {most !== null && <Places places={places.slice(0, FULLEST)} most={most} />}
      {most !== null && places.length > FULLEST && (
        <details>
          <summary>{t("budgets.more_places", { count: places.length - FULLEST })}</summary>
          <Places places={places.slice(FULLEST)} most={most} />
        </details>
      )}
    </>
  );
}

interface PlacesProps {
  places: BudgetUsed["places"];
  most: number;
}

function Places({ places, most }: PlacesProps) {
  const { t } = useTranslation();
  return (
    <ul className="rule-links">
      {places.map(({ customs, port, n }) => (
        <li key={`${customs}/${port}`}>
          <Seal tone={n >= most ? "stop" : "calm"}>
            {t("budgets.place", { customs, port, n: formatCount(n), most: formatCount(most) })}
          </Seal>
        </li>
      ))}
    </ul>
  );
}
