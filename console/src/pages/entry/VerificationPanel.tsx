/** Who says that the buyer is who he is, and who keeps his annual limit. */

import type { VerificationView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoment } from "../../domain/format";
import type { Tone } from "../../domain/tone";
import { useLanguage } from "../../i18n";

const TONES: Readonly<Record<NonNullable<VerificationView["identity"]>, Tone>> = {
  match: "good",
  mismatch: "stop",
  unknown: "watch",
};

export function VerificationPanel({ verification }: { verification: VerificationView }) {
  const { language } = useLanguage();
  const { identity, identity_zh, identity_en, identity_since, limit_zh, limit_en } = verification;
  const isChinese = language === "zh";
  const identityText = isChinese ? identity_zh : identity_en;
  return (
    <ul className="reasons">
      <li>
        {identity === null ? identityText : <Seal tone={TONES[identity]}>{identityText}</Seal>}
        {identity_since !== null && <p className="quiet">{formatMoment(identity_since)}</p>}
      </li>
      <li>{isChinese ? limit_zh : limit_en}</li>
    </ul>
  );
}
