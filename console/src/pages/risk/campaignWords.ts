/** How days, offices and kinds of case of a campaign are written for people. */

import { useTranslation } from "react-i18next";

import type { Procedure } from "../../api/risk";

export function useCampaignWords() {
  const { t } = useTranslation();
  const and = t("common.and");
  return {
    days: (from: string, until: string | null) =>
      until === null ? t("campaigns.open_end", { from }) : t("campaigns.days", { from, until }),
    /** A code with a star behind is the beginning of codes. */
    where: (offices: readonly string[]) =>
      offices.length === 0
        ? t("campaigns.everywhere")
        : offices
            .map((it) => (it.endsWith("*") ? t("campaigns.begins", { code: it.slice(0, -1) }) : it))
            .join(and),
    of: (procedures: readonly Procedure[]) =>
      procedures.map((it) => t(`features.procedures.${it}`)).join(and),
  };
}
