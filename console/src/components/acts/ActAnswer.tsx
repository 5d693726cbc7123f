/** What the house answered to a command: done, refused with every finding, or said before. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { Accepted } from "../../api/acts";
import { FindingCard } from "../FindingCard";

export function ActAnswer({ answer }: { answer: Accepted }) {
  const { t } = useTranslation();
  if (answer.is_repeat) return <Alert type="info" showIcon title={t("acts.repeat")} className="act-note" />;
  const receipts = answer.receipts ?? [];
  const findings = receipts.flatMap((it) => it.findings);
  const isRefused = findings.some((it) => it.severity === "return");
  return (
    <div role="status" aria-live="polite">
      <Alert
        type={isRefused ? "error" : "success"}
        showIcon
        className="act-note"
        title={isRefused ? t("acts.refused") : t("acts.done")}
        description={t("acts.input", { number: answer.input })}
      />
      {!isRefused && receipts.length > 0 && (
        <ul className="act-said">
          {receipts
            .filter((it) => it.info !== "")
            .map((it) => (
              <li key={it.house_no}>{it.info}</li>
            ))}
        </ul>
      )}
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map((it) => (
            <li key={`${it.code}/${it.pointer}/${it.observed}`}>
              <FindingCard finding={it} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
