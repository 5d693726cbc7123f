/** One finding: what is wrong, both values, the law, and how to mend it. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ExplainedFinding } from "../api/types";
import { BasisLine } from "./BasisLine";
import { Seal } from "./Seal";
import { usePointerWords } from "./usePointerWords";
import { toneOfSeverity } from "../domain/tone";
import { useLanguage } from "../i18n";

export function FindingCard({ finding, onSee }: { finding: ExplainedFinding; onSee?: () => void }) {
  const { t } = useTranslation();
  const { titleOf, fixOf } = useLanguage();
  const pointerWords = usePointerWords();
  return (
    <article className={`finding finding-${finding.severity}`}>
      <h3>
        <Seal tone={toneOfSeverity(finding.severity)}>{t(`finding.severity.${finding.severity}`)}</Seal>{" "}
        {titleOf(finding)} <code className="quiet">{finding.code}</code>
      </h3>
      <dl>
        <dt>{t("finding.at")}</dt>
        <dd title={finding.pointer}>{pointerWords(finding.pointer)}</dd>
        {finding.observed !== "" && (
          <>
            <dt>{t("finding.observed")}</dt>
            <dd className="observed">{finding.observed}</dd>
          </>
        )}
        {finding.expected !== "" && (
          <>
            <dt>{t("finding.expected")}</dt>
            <dd className="expected">{finding.expected}</dd>
          </>
        )}
        {finding.against !== "" && (
          <>
            <dt>{t("finding.against")}</dt>
            <dd title={finding.against}>{pointerWords(finding.against)}</dd>
          </>
        )}
        <dt>{t("finding.basis")}</dt>
        <dd>
          <BasisLine basis={finding.basis} />
        </dd>
        {fixOf(finding) !== "" && (
          <>
            <dt>{t("finding.fix")}</dt>
            <dd>{fixOf(finding)}</dd>
          </>
        )}
      </dl>
      <p className="finding-links">
        {onSee !== undefined && (
          <button type="button" className="as-link" onClick={onSee}>
            {t("finding.see_cell")}
          </button>
        )}
        <Link to={`/checks/${finding.code}`}>{t("finding.open_check")}</Link>
      </p>
    </article>
  );
}
