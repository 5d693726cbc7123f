/** What is wrong or doubtful with a rule, each with its place. */

import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Finding } from "../../api/risk";
import { Seal } from "../../components/Seal";
import { useLanguage } from "../../i18n";

interface FindingsProps {
  findings: readonly Finding[];
  /** Takes what was perhaps meant. */
  onTake: (finding: Finding) => void;
}

export function Findings({ findings, onTake }: FindingsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (findings.length === 0) return <p role="status">{t("rules.no_findings")}</p>;
  return (
    <ul className="rule-findings">
      {findings.map((it) => (
        <li key={`${it.fault}/${String(it.from)}/${it.other ?? ""}/${it.text_en}`}>
          <Seal tone={it.refuses ? "stop" : "watch"}>{t(it.refuses ? "rules.refuses" : "rules.warns")}</Seal>{" "}
          {language === "zh" ? it.text_zh : it.text_en}
          {it.to > 0 && <small> {t("rules.place", { line: it.line, column: it.column })}</small>}
          {it.hint !== null && (
            <span>
              {" "}
              {t("rules.perhaps", { hint: it.hint })}{" "}
              {it.fault === "unknown_feature" || it.fault === "unknown_function" ? (
                <Button size="small" onClick={() => onTake(it)}>
                  {t("rules.use")}
                </Button>
              ) : null}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
