/** What secures a declaration: the guarantee, what is open, and until when. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { DeclarationView } from "../../api/types";
import { formatMoney } from "../../domain/format";

export function SecurityPanel({ security: it }: { security: NonNullable<DeclarationView["security"]> }) {
  const { t } = useTranslation();
  const open = it.conditions.map((condition) => t(`declaration.security.open.${condition}`));
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.security.number")}</th>
          <th scope="col" className="number">
            {t("declaration.security.amount")}
          </th>
          <th scope="col">{t("declaration.security.conditions")}</th>
          <th scope="col">{t("declaration.security.until")}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td data-label={t("declaration.security.number")}>
            {it.guarantee_no === "" ? (
              t("declaration.security.account")
            ) : (
              <Link to={`/guarantees/${encodeURIComponent(it.guarantee_no)}`}>
                <code>{it.guarantee_no}</code>
              </Link>
            )}
          </td>
          <td data-label={t("declaration.security.amount")} className="number">
            {formatMoney(it.amount)}
          </td>
          <td data-label={t("declaration.security.conditions")}>{open.join(" · ")}</td>
          <td data-label={t("declaration.security.until")}>{it.until ?? ""}</td>
        </tr>
      </tbody>
    </table>
  );
}
