/** What a plan changes, row by row: as it is and as it would be, conditions line by line. */

import { useTranslation } from "react-i18next";

import type { BudgetMove, BudgetRow, ModelMove, ModelTold, Plan, RuleMove } from "../../api/plans";
import type { RuleRow } from "../../api/risk";
import { Seal } from "../../components/Seal";
import { changed, linesOf, type Line } from "../../domain/lines";

/** A column, how it reads as it is, and as it would be; null where there is no row. */
type Cell = [label: string, before: string | null, after: string | null];

export function PlanMoves({ plan }: { plan: Plan }) {
  return (
    <>
      {plan.rules.map((it) => (
        <RuleMoved key={`${it.id}/${it.before?.from ?? ""}/${it.after?.from ?? ""}`} move={it} />
      ))}
      {plan.budgets.map((it) => (
        <BudgetMoved key={it.id} move={it} />
      ))}
      {plan.models.map((it) => (
        <ModelMoved key={`${it.procedure}/${it.role}`} move={it} />
      ))}
    </>
  );
}

interface MovedProps {
  title: string;
  cells: readonly Cell[];
  before: unknown;
  after: unknown;
  lines?: readonly Line[];
}

function Moved({ title, cells, before, after, lines = [] }: MovedProps) {
  const { t } = useTranslation();
  const shown = cells.filter(([, was, will]) => was !== will);
  const isConditionChanged = lines.some((it) => it.kind !== "same");
  const [word, tone] =
    before === null
      ? ([t("plans.is_new"), "good"] as const)
      : after === null
        ? ([t("plans.is_dropped"), "stop"] as const)
        : ([t("plans.is_changed"), "watch"] as const);
  return (
    <article className="plan-move">
      <h3>
        {title} <Seal tone={tone}>{word}</Seal>
      </h3>
      {shown.length === 0 && !isConditionChanged && <p className="quiet">{t("plans.is_same")}</p>}
      {shown.length > 0 && (
        <table className="checks as-cards">
          <thead>
            <tr>
              <th scope="col">{t("plans.column_of")}</th>
              {before !== null && <th scope="col">{t("plans.before")}</th>}
              {after !== null && <th scope="col">{t("plans.after")}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map(([label, was, will]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {before !== null && <td data-label={t("plans.before")}>{was ?? "—"}</td>}
                {after !== null && <td data-label={t("plans.after")}>{will ?? "—"}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isConditionChanged && <ConditionMoved lines={lines} />}
    </article>
  );
}

/** Whoever listens hears what goes and what comes. */
function Marked({ line: { kind, text } }: { line: Line }) {
  const code = <code>{text}</code>;
  if (kind === "gone") return <del>{code}</del>;
  return kind === "new" ? <ins>{code}</ins> : code;
}

const SIGNS = { same: " ", gone: "−", new: "+" } as const;

function ConditionMoved({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation();
  return (
    <ol className="condition-diff" aria-label={t("plans.condition")}>
      {lines.map((it, place) => (
        <li key={`${String(place)}/${it.text}`} className={`is-${it.kind}`}>
          <span aria-hidden>{SIGNS[it.kind]}</span> <Marked line={it} />
        </li>
      ))}
    </ol>
  );
}

function RuleMoved({ move: { id, before, after } }: { move: RuleMove }) {
  const { t } = useTranslation();
  const and = t("common.and");
  const cell = (label: string, read: (row: RuleRow) => string): Cell => [
    label,
    before === null ? null : read(before),
    after === null ? null : read(after),
  ];
  const cells = [
    cell(t("rules.field.version"), (it) => String(it.version ?? 1)),
    cell(t("rules.field.title_zh"), (it) => it.title_zh),
    cell(t("rules.field.title_en"), (it) => it.title_en),
    cell(t("rules.field.channel"), (it) => t(`rules.channel.${it.channel}`)),
    cell(t("rules.field.severity"), (it) => t(`rules.severity.${it.severity ?? "medium"}`)),
    cell(t("rules.field.procedures"), (it) =>
      (it.procedures ?? []).map((one) => t(`features.procedures.${one}`)).join(and),
    ),
    cell(t("rules.field.from"), (it) => it.from),
    cell(t("rules.field.to"), (it) => it.to ?? ""),
    cell(t("rules.field.basis"), (it) => it.basis),
    cell(t("rules.field.owner"), (it) => it.owner),
    cell(t("rules.field.campaign"), (it) => it.campaign ?? ""),
  ].filter(([, was, will]) => (was ?? "") !== "" || (will ?? "") !== "");
  const lines = changed(linesOf(before?.condition ?? ""), linesOf(after?.condition ?? ""));
  return <Moved title={t("plans.rule", { id })} cells={cells} before={before} after={after} lines={lines} />;
}

/** Of a share that is written `0.05`. */
function percent(share: string | undefined): string {
  return `${String(Number((Number(share ?? 0) * 100).toFixed(4)))} %`;
}

function BudgetMoved({ move: { id, before, after } }: { move: BudgetMove }) {
  const { t } = useTranslation();
  const and = t("common.and");
  const cell = (name: Exclude<keyof BudgetRow, "id">, read: (row: BudgetRow) => string): Cell => [
    t(`plans.budget_field.${name}`),
    before === null ? null : read(before),
    after === null ? null : read(after),
  ];
  const credit = ({ credit: it }: BudgetRow) =>
    it === undefined ? "1 / 1 / 1" : `${it.advanced} / ${it.ordinary} / ${it.dishonest}`;
  const cells = [
    cell("procedures", (it) => it.procedures.map((one) => t(`features.procedures.${one}`)).join(and)),
    cell("customs", (it) => it.customs ?? ""),
    cell("share", (it) => percent(it.share)),
    cell("explore", (it) => percent(it.explore)),
    cell("later_audit", (it) => percent(it.later_audit)),
    cell("aim", (it) => t(`plans.aim.${it.aim ?? "findings"}`)),
    cell("channel", (it) => t(`rules.channel.${it.channel}`)),
    cell("per_day", (it) => (it.per_day == null ? t("plans.trial.any") : String(it.per_day))),
    cell("credit", credit),
    cell("basis", (it) => it.basis),
    cell("owner", (it) => it.owner),
    cell("from", (it) => it.from),
    cell("to", (it) => it.to ?? ""),
  ].filter(([, was, will]) => (was ?? "") !== "" || (will ?? "") !== "");
  return <Moved title={t("plans.budget", { id })} cells={cells} before={before} after={after} />;
}

function ModelMoved({ move: { procedure, role, before, after } }: { move: ModelMove }) {
  const { t } = useTranslation();
  type Name = "name" | "grown_by" | "window" | "n_features" | "n_trees";
  type Measured = "n_grown_on" | "n_measured_on" | "n_found" | "auc" | "precision_percent";
  const cell = (name: Name | Measured, read: (it: ModelTold) => string | number | null): Cell => {
    const text = (it: ModelTold | null) => (it === null ? null : String(read(it) ?? "—"));
    return [t(`plans.model_field.${name}`), text(before), text(after)];
  };
  const window = (it: ModelTold) =>
    it.grown_from === null ? null : `${it.grown_from} – ${it.grown_to ?? ""}`;
  const cells = [
    cell("name", (it) => it.name),
    cell("grown_by", (it) => it.grown_by),
    cell("window", window),
    cell("n_features", (it) => it.n_features),
    cell("n_trees", (it) => it.n_trees),
    cell("n_grown_on", (it) => it.n_grown_on),
    cell("n_measured_on", (it) => it.n_measured_on),
    cell("n_found", (it) => it.n_found),
    cell("auc", (it) => it.auc),
    cell("precision_percent", (it) => it.precision_percent),
  ];
  const title = t("plans.model", {
    procedure: t(`features.procedures.${procedure}`),
    role: t(`plans.role.${role}`),
  });
  return <Moved title={title} cells={cells} before={before} after={after} />;
}
