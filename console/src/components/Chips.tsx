/** One of several, or all: a row of buttons that filters a list. */

import type { Tone } from "../domain/tone";

interface ChipsProps<T extends string> {
  label: string;
  all: string;
  values: readonly T[];
  chosen: T | null;
  titleOf: (value: T) => string;
  toneOf: (value: T) => Tone;
  onChoose: (value: T | null) => void;
}

export function Chips<T extends string>(props: ChipsProps<T>) {
  const { label, all, values, chosen, titleOf, toneOf, onChoose } = props;
  return (
    <div className="chips" role="group" aria-label={label}>
      <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        {all}
      </button>
      {values.map((it) => (
        <button
          key={it}
          type="button"
          className={`chip chip-${toneOf(it)}`}
          aria-pressed={chosen === it}
          onClick={() => onChoose(chosen === it ? null : it)}
        >
          {titleOf(it)}
        </button>
      ))}
    </div>
  );
}
