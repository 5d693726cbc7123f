/** What a declaration writes off of licences. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { formatQuantity } from "../../domain/format";

export function LicenceTable({ licences }: { licences: DeclarationView["licences"] }) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.licence.number")}</th>
          <th scope="col">{t("declaration.licence.commodity")}</th>
          <th scope="col" className="number">
            {t("declaration.licence.quantity")}
          </th>
          <th scope="col">{t("declaration.licence.state")}</th>
        </tr>
      </thead>
      <tbody>
        {licences.map((it) => (
          <tr key={`${it.kind}/${it.number}/${it.commodity}`}>
            <td data-label={t("declaration.licence.number")}>
              {it.kind} <code>{it.number}</code>
            </td>
            <td data-label={t("declaration.licence.commodity")}>
              <code>{it.commodity}</code>
            </td>
            <td data-label={t("declaration.licence.quantity")} className="number">
              {formatQuantity(it.quantity)} <small>{it.unit}</small>
            </td>
            <td data-label={t("declaration.licence.state")}>
              {t(it.is_written_off ? "declaration.licence.written_off" : "declaration.licence.reserved")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
