/** What a case waits for now, and who does it: the reader is told where he has to do something himself. */

import { useTranslation } from "react-i18next";

import type { WaitView } from "../api/types";
import { useLanguage } from "../i18n";
import { Seal } from "./Seal";
import "../styles/acts.css";

export function NextStep({ wait }: { wait: WaitView | null | undefined }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (wait == null) return null;
  return (
    <p className="next-step">
      <span className="quiet">{t("home.waits_for")}</span>{" "}
      <strong>{language === "zh" ? wait.step_zh : wait.step_en}</strong>{" "}
      <Seal tone={wait.owner === "trader" ? "watch" : "calm"}>{t(`home.owner.${wait.owner}`)}</Seal>
    </p>
  );
}
