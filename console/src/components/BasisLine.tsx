/** The law something rests on, and how sure we are of it. */

import { useTranslation } from "react-i18next";

import type { Basis } from "../api/types";
import { toneOfConfidence } from "../domain/tone";
import { Seal } from "./Seal";

export function BasisLine({ basis }: { basis: Basis }) {
  const { t } = useTranslation();
  return (
    <span className="basis">
      <cite>
        {basis.document}
        {basis.article}
      </cite>
      {basis.confidence !== "read" && (
        <Seal tone={toneOfConfidence(basis.confidence)}>{t(`confidence.${basis.confidence}`)}</Seal>
      )}
    </span>
  );
}

export function BasisList({ bases }: { bases: readonly Basis[] }) {
  return (
    <ul className="bases">
      {bases.map((basis) => (
        <li key={`${basis.document}/${basis.article}/${basis.confidence}`}>
          <BasisLine basis={basis} />
        </li>
      ))}
    </ul>
  );
}
