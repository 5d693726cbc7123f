/** The lines of export lists that a declaration was made of. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { DeclarationView } from "../../api/types";

export function MadeOfTable({ made }: { made: NonNullable<DeclarationView["made_of_lists"]> }) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        {t("declaration.made_of_number")} <code>{made.summary_no}</code>
      </p>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{t("declaration.made_of_list")}</th>
            <th scope="col">{t("declaration.made_of_waybill")}</th>
            <th scope="col" className="number">
              {t("declaration.made_of_line")}
            </th>
          </tr>
        </thead>
        <tbody>
          {made.lines.map((it) => (
            <tr key={`${it.list_no}/${String(it.number)}`}>
              <td data-label={t("declaration.made_of_list")}>
                <Link to={`/exports/${it.list_no}`}>
                  <code>{it.list_no}</code>
                </Link>{" "}
                {it.number}. <code>{it.commodity_code}</code>
              </td>
              <td data-label={t("declaration.made_of_waybill")}>{it.waybill_no}</td>
              <td data-label={t("declaration.made_of_line")} className="number">
                {it.line}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
