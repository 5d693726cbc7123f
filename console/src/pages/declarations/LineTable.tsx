/** The goods lines of a declaration, each with what is owed on it. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { formatMoney, formatQuantity } from "../../domain/format";

type Line = DeclarationView["lines"][number];

const TAXES = ["customs_value", "duty", "special_duty", "consumption_tax", "vat"] as const;

export function LineTable({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.line")}</th>
          <th scope="col">{t("declaration.goods")}</th>
          <th scope="col">{t("declaration.origin")}</th>
          <th scope="col" className="number">
            {t("declaration.quantity")}
          </th>
          <th scope="col" className="number">
            {t("declaration.price")}
          </th>
          {TAXES.map((it) => (
            <th key={it} scope="col" className="number">
              {t(`declaration.${it}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((it) => (
          <LineRow key={it.number} line={it} />
        ))}
      </tbody>
    </table>
  );
}

function LineRow({ line }: { line: Line }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td data-label={t("declaration.line")}>{line.number}</td>
      <td data-label={t("declaration.goods")}>
        <div>
          {line.name} <code>{line.commodity_code}</code>
        </div>
        <small>{line.model}</small>
      </td>
      <td data-label={t("declaration.origin")}>
        <code>{line.origin}</code>
      </td>
      <td data-label={t("declaration.quantity")} className="number">
        {formatQuantity(line.quantity)} <small>{line.unit}</small>
      </td>
      <td data-label={t("declaration.price")} className="number">
        {formatMoney(line.total_price)} <small>{line.currency}</small>
      </td>
      {TAXES.map((it) => (
        <td key={it} data-label={t(`declaration.${it}`)} className="number">
          {line.tax == null ? "—" : formatMoney(line.tax[it])}
        </td>
      ))}
    </tr>
  );
}
