/** The lane an entry was sent down, and each reason for it. */

import { useTranslation } from "react-i18next";

import type { Selection } from "../../api/types";
import { Seal } from "../../components/Seal";
import { isSpared, ToldRule } from "../../components/ToldRule";
import { usePointerWords } from "../../components/usePointerWords";
import { toneOfLane } from "../../domain/tone";

interface SelectionPanelProps {
  selection: Selection | null;
  /** Whether the parcel got past selection: then nothing spoke. */
  isPassed: boolean;
}

export function SelectionPanel({ selection, isPassed }: SelectionPanelProps) {
  const { t } = useTranslation();
  if (selection === null) {
    return <p className="quiet">{t(isPassed ? "selection.no_reasons" : "selection.none")}</p>;
  }
  return (
    <>
      <p>
        <Seal tone={toneOfLane(selection.lane)}>{t(`selection.lane.${selection.lane}`)}</Seal>
      </p>
      {selection.reasons.length === 0 && <p className="quiet">{t("selection.no_reasons")}</p>}
      <ul className="reasons">
        {selection.reasons.map((reason) => (
          <li key={`${reason.rule}/${reason.pointer}`}>
            {reason.told !== null ? (
              <ToldRule
                rule={reason.told}
                observed={reason.observed}
                isSpared={isSpared(reason.told, reason.lane)}
              />
            ) : (
              <WatchReason reason={reason} lane={selection.lane} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface WatchReasonProps {
  reason: Selection["reasons"][number];
  lane: Selection["lane"];
}

/** A lot, or a watch row. */
function WatchReason({ reason, lane }: WatchReasonProps) {
  const { t } = useTranslation();
  const pointerWords = usePointerWords();
  return (
    <>
      <p>
        <strong>{reason.rule === "random" ? t("selection.random") : reason.rule}</strong>
        {reason.lane !== lane && <> · {t(`selection.lane.${reason.lane}`)}</>}
      </p>
      {reason.rule !== "random" && reason.text !== "" && <p>{reason.text}</p>}
      {reason.pointer !== "" && (
        <p className="quiet">
          {pointerWords(reason.pointer)}: {reason.observed}
        </p>
      )}
    </>
  );
}
