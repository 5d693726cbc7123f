/** What the keys of the worklist do. */

import { useTranslation } from "react-i18next";

const KEYS = [
  [["j", "↓"], "worklist.key.next"],
  [["k", "↑"], "worklist.key.previous"],
  [["x"], "worklist.key.mark"],
  [["t"], "worklist.key.take"],
  [["r"], "worklist.key.release"],
  [["a"], "worklist.key.assign"],
  [["Enter"], "worklist.key.open"],
  [["Esc"], "worklist.key.unmark"],
  [["?"], "worklist.key.help"],
] as const;

export function KeyHelp() {
  const { t } = useTranslation();
  return (
    <dl className="facts key-help">
      {KEYS.map(([keys, text]) => (
        <div key={text} className="key-help-line">
          <dt>
            {keys.map((it) => (
              <kbd key={it}>{it}</kbd>
            ))}
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  );
}
