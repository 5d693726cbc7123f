/** What is left of licences, by their goods. */

import { useTranslation } from "react-i18next";

import type { OwnCompany } from "../../api/company";
import { Seal } from "../../components/Seal";
import { formatQuantity } from "../../domain/format";

type Licence = OwnCompany["licences"][number];

interface Row {
  licence: Licence;
  /** Null: any goods. */
  goods: Licence["goods"][number] | null;
}

export function BalanceTable({ licences }: { licences: OwnCompany["licences"] }) {
  const { t } = useTranslation();
  const rows: Row[] = licences.flatMap((licence): Row[] =>
    licence.goods.length === 0
      ? [{ licence, goods: null }]
      : licence.goods.map((goods) => ({ licence, goods })),
  );
  const quantity = (text: string | null | undefined) => (text == null ? "—" : formatQuantity(text));
  return (
    <table className="checks as-cards">
      <thead>
        <tr>
          <th scope="col">{t("licences.kind")}</th>
          <th scope="col">{t("licences.number")}</th>
          <th scope="col">{t("licences.days")}</th>
          <th scope="col">{t("company.commodity")}</th>
          <th scope="col">{t("licences.unit")}</th>
          <th scope="col" className="number">
            {t("company.of")}
          </th>
          <th scope="col" className="number">
            {t("company.reserved")}
          </th>
          <th scope="col" className="number">
            {t("company.used")}
          </th>
          <th scope="col" className="number">
            {t("company.left")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ licence, goods }) => (
          <tr key={`${licence.kind}/${licence.number}/${goods?.commodity ?? ""}`}>
            <td data-label={t("licences.kind")}>
              <code>{licence.kind}</code>
            </td>
            <td data-label={t("licences.number")}>
              <code>{licence.number}</code>{" "}
              {licence.is_revoked && <Seal tone="stop">{t("licences.revoked")}</Seal>}
            </td>
            <td data-label={t("licences.days")}>
              {t("watch.days_text", { from: licence.valid_from, to: licence.valid_to })}
            </td>
            <td data-label={t("company.commodity")}>
              {goods === null || goods.commodity === "" ? t("licences.any") : <code>{goods.commodity}</code>}
            </td>
            <td data-label={t("licences.unit")}>
              {goods?.quantity == null ? "—" : <code>{goods.unit}</code>}
            </td>
            <td data-label={t("company.of")} className="number">
              {goods?.quantity == null ? t("licences.unlimited") : quantity(goods.quantity)}
            </td>
            <td data-label={t("company.reserved")} className="number">
              {quantity(goods?.reserved)}
            </td>
            <td data-label={t("company.used")} className="number">
              {quantity(goods?.used)}
            </td>
            <td data-label={t("company.left")} className="number">
              <strong>{quantity(goods?.left)}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
