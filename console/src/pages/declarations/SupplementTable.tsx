/** What the trader says of a goods line beyond the declaration: price, classification, origin. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { useLanguage } from "../../i18n";

interface Props {
  supplements: DeclarationView["supplements"];
}

export function SupplementTable({ supplements }: Props) {
  const { t } = useTranslation();
  const { language, titleOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.line")}</th>
          <th scope="col">{t("declaration.kind")}</th>
          <th scope="col">{t("declaration.supplement.number")}</th>
          <th scope="col">{t("declaration.supplement.said")}</th>
        </tr>
      </thead>
      <tbody>
        {supplements.map((it) => (
          <tr key={it.number}>
            <td data-label={t("declaration.line")}>{it.line}</td>
            <td data-label={t("declaration.kind")}>
              {titleOf({ title_zh: it.kind_title_zh, title_en: it.kind_title_en })}
            </td>
            <td data-label={t("declaration.supplement.number")}>
              <code>{it.number}</code>
            </td>
            <td data-label={t("declaration.supplement.said")}>
              <dl className="facts">
                {it.fields.map((field) => (
                  <div key={field.name}>
                    <dt>{titleOf(field)}</dt>
                    <dd>{language === "zh" ? field.value_zh : field.value}</dd>
                  </div>
                ))}
              </dl>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
