/** The lists for some goods that an enterprise stands on, or stood, and whether that counts today. */

import { useTranslation } from "react-i18next";

import type { EnterpriseView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { useLanguage } from "../../i18n";

export function ListTable({ lists }: { lists: EnterpriseView["lists"] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("enterprises.list.name")}</th>
          <th scope="col">{t("enterprises.list.commodities")}</th>
          <th scope="col">{t("enterprises.list.days")}</th>
          <th scope="col">{t("enterprises.list.reason")}</th>
          <th scope="col">{t("enterprises.list.force")}</th>
        </tr>
      </thead>
      <tbody>
        {lists.map((it) => (
          <tr key={it.list}>
            <td data-label={t("enterprises.list.name")}>{titleOf(it)}</td>
            <td data-label={t("enterprises.list.commodities")}>
              <code>{it.commodities.join(" ")}</code>
            </td>
            <td data-label={t("enterprises.list.days")}>
              {it.to == null
                ? t("enterprises.list.open_end", { from: it.from })
                : t("enterprises.list.days_text", { from: it.from, to: it.to })}
            </td>
            <td data-label={t("enterprises.list.reason")}>{it.reason}</td>
            <td data-label={t("enterprises.list.force")}>
              <Seal tone={it.is_in_force ? "good" : "stop"}>
                {it.is_in_force ? t("enterprises.in_force") : t("enterprises.not_in_force")}
              </Seal>
              {it.why_not !== "" && <small>{it.why_not}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
