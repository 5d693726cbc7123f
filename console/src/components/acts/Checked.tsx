/** What the house would find in what is filled in: in its field what belongs to one, below them the rest. */

import { useTranslation } from "react-i18next";

import type { ActField } from "../../api/acts";
import type { ExplainedFinding } from "../../api/types";
import { useLanguage } from "../../i18n";
import { BasisLine } from "../BasisLine";
import { FindingCard } from "../FindingCard";
import { Refusal } from "../Refusal";
import { fieldAt } from "./command";
import type { CheckedWord } from "./useChecked";

/** Beside a field: what is wrong, the law, and how to mend it. */
export function Found({ findings }: { findings: readonly ExplainedFinding[] }) {
  const { titleOf, fixOf } = useLanguage();
  return (
    <ul className="act-found">
      {findings.map((it) => (
        <li key={`${it.code}/${it.pointer}/${it.observed}`}>
          <code>{it.code}</code> {titleOf(it)} {it.expected}
          <small>{fixOf(it)}</small>
          <small>
            <BasisLine basis={it.basis} />
          </small>
        </li>
      ))}
    </ul>
  );
}

export function Checked({ checked, fields }: { checked: CheckedWord; fields: readonly ActField[] }) {
  const { t } = useTranslation();
  const { said, error, isAsking } = checked;
  const elsewhere = (said?.findings ?? []).filter((it) => fieldAt(it.pointer, fields) === undefined);
  return (
    <section aria-label={t("acts.live")} aria-live="polite" className="act-note">
      {error !== null && <Refusal error={error} />}
      <p className="quiet">
        {isAsking ? t("acts.checking") : said === null ? "" : wordsOf(said.findings.length)}
      </p>
      {elsewhere.length > 0 && (
        <ul className="findings">
          {elsewhere.map((it) => (
            <li key={`${it.code}/${it.pointer}/${it.observed}`}>
              <FindingCard finding={it} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
  function wordsOf(count: number) {
    return count === 0 ? t("acts.would_be_taken") : t("acts.would_be_refused", { count });
  }
}
