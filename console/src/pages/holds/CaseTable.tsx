/** The cases that an order would reach, and what became of each. */

import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { HeldCase, HoldOutcome } from "../../api/holds";
import { Seal } from "../../components/Seal";
import { useLanguage } from "../../i18n";

interface CaseTableProps {
  cases: readonly HeldCase[];
  outcomes: readonly HoldOutcome[] | null;
  chosen: readonly string[];
  onChoose: (numbers: readonly string[]) => void;
}

export function CaseTable({ cases, outcomes, chosen, onChoose }: CaseTableProps) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
  const toggle = (number: string) =>
    onChoose(chosen.includes(number) ? chosen.filter((it) => it !== number) : [...chosen, number]);
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("holds.number")}</th>
          <th scope="col">{t("holds.subject")}</th>
          <th scope="col">{t("holds.party")}</th>
          <th scope="col">{t("holds.office")}</th>
          <th scope="col">{t("holds.state")}</th>
          <th scope="col">{t(outcomes === null ? "holds.would" : "holds.outcome")}</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((it) => {
          const outcome = outcomes?.find((other) => other.number === it.number);
          return (
            <tr key={it.number}>
              <td data-label={t("holds.number")}>
                <Checkbox
                  aria-label={t("holds.mark", { number: it.number })}
                  checked={chosen.includes(it.number)}
                  disabled={!it.would_obey || outcomes !== null}
                  onChange={() => toggle(it.number)}
                />{" "}
                <NumberOf held={it} />
              </td>
              <td data-label={t("holds.subject")}>
                {t(`holds.subjects.${it.subject}`)} <small>{it.bill_no}</small>
              </td>
              <td data-label={t("holds.party")}>{it.party}</td>
              <td data-label={t("holds.office")}>{it.office}</td>
              <td data-label={t("holds.state")}>
                {stateOf(it)} {it.is_under_control && <Seal tone="watch">{t("holds.under_control")}</Seal>}
              </td>
              <td data-label={t(outcomes === null ? "holds.would" : "holds.outcome")}>
                {outcome === undefined
                  ? t(it.would_obey ? "holds.would_obey" : "holds.would_not")
                  : outcome.is_obeyed
                    ? t("holds.obeyed")
                    : `${t("holds.refused")}：${outcome.findings.map((one) => `${one.code} ${titleOf(one)}`).join("；")}`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A parcel's page goes by the house's number of its case, which the order does not need. */
function NumberOf({ held }: { held: HeldCase }) {
  if (held.subject === "parcel") return <code>{held.number}</code>;
  return (
    <Link to={`/declarations/${held.number}`}>
      <code>{held.number}</code>
    </Link>
  );
}
