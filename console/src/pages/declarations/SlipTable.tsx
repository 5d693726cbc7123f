/** By which slips a declaration's tax is paid, and what was given back. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { DeclarationView } from "../../api/types";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";

interface SlipTableProps {
  slips: DeclarationView["slips"];
  /** Whether they are of several declarations, each to be named. */
  hasDeclarations?: boolean;
}

export function SlipTable({ slips, hasDeclarations = false }: SlipTableProps) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const waiting = (it: DeclarationView["slips"][number]["refunds"][number]) => {
    if (it.collected_on != null) return t("declaration.slip.refund_collected", { day: it.collected_on });
    if (it.collect_by == null) return t("declaration.slip.refund_open");
    return it.has_lapsed
      ? t("declaration.slip.refund_lapsed", { day: it.collect_by })
      : t("declaration.slip.refund_collect_by", { day: it.collect_by });
  };
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.slip.number")}</th>
          <th scope="col">{t("declaration.slip.state")}</th>
          <th scope="col">{t("declaration.slip.due_on")}</th>
          <th scope="col" className="number">
            {t("declaration.slip.amount")}
          </th>
          <th scope="col" className="number">
            {t("declaration.slip.late_fee")}
          </th>
          <th scope="col" className="number">
            {t("declaration.slip.refunded")}
          </th>
        </tr>
      </thead>
      <tbody>
        {slips.map((it) => (
          <tr key={it.slip_no}>
            <td data-label={t("declaration.slip.number")}>
              <code>{it.slip_no}</code>
              {hasDeclarations && (
                <small>
                  <Link to={`/declarations/${it.declaration_no}`}>{it.declaration_no}</Link>
                </small>
              )}
            </td>
            <td data-label={t("declaration.slip.state")}>
              {stateOf(it)}
              {it.bank !== "" && <small>{it.bank}</small>}
            </td>
            <td data-label={t("declaration.slip.due_on")}>{it.due_on}</td>
            <td data-label={t("declaration.slip.amount")} className="number">
              {formatMoney(it.amount)}
            </td>
            <td data-label={t("declaration.slip.late_fee")} className="number">
              {formatMoney(it.late_fee)}
            </td>
            <td data-label={t("declaration.slip.refunded")} className="number">
              {it.refunds.map((refund) => (
                <small key={refund.refund_no}>
                  {formatMoney(refund.amount)}
                  {refund.interest !== "0.00" && ` + ${formatMoney(refund.interest)}`}{" "}
                  {refund.paid_on ?? waiting(refund)}
                </small>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
