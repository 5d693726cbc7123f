/** What is left out of a case for whoever looks, and why. */

import { useTranslation } from "react-i18next";

import type { Withheld } from "../api/types";
import { useLanguage } from "../i18n";
import { BasisLine } from "./BasisLine";
import { Section } from "./Section";

/** Whether a section is left out whole. */
export function isWithheld(it: { withheld?: Withheld[] }, section: string): boolean {
  return (it.withheld ?? []).some((one) => one.section === section && one.seen_where.length === 0);
}

export function WithheldTable({ withheld }: { withheld: readonly Withheld[] }) {
  const { t } = useTranslation();
  const { language, titleOf } = useLanguage();
  return (
    <Section id="withheld" title={t("seen.withheld", { count: withheld.length })}>
      <p className="quiet">{t("seen.whether_or_not")}</p>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{t("seen.section")}</th>
            <th scope="col">{t("seen.reason")}</th>
            <th scope="col">{t("seen.but")}</th>
            <th scope="col">{t("seen.basis")}</th>
          </tr>
        </thead>
        <tbody>
          {withheld.map((it) => (
            <tr key={it.section}>
              <td data-label={t("seen.section")}>{titleOf(it)}</td>
              <td data-label={t("seen.reason")}>{language === "zh" ? it.reason_zh : it.reason_en}</td>
              <td data-label={t("seen.but")}>
                {it.seen_where.map((where) => t(`seen.where.${where}`)).join(" · ")}
              </td>
              <td data-label={t("seen.basis")}>
                <BasisLine basis={it.basis} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
