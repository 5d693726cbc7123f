/** One of several, or all: a row of buttons that filters a list. */

import type { ReactNode } from "react";

import type { Tone } from "../domain/tone";
import { formatCount } from "../domain/format";
import { useLanguage } from "../i18n";

interface ChipsProps<T extends string> {
  label: string;
  all: ReactNode;
  values: readonly T[];
  chosen: T | null;
  titleOf: (value: T) => ReactNode;
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

interface CountedChipsProps<T extends string> {
  label: string;
  all: string;
  /** Of all of them, where it is known. */
  count?: number;
  states: readonly { state: T; count: number; title_zh: string; title_en: string }[];
  chosen: T | null;
  toneOf: (value: T) => Tone;
  onChoose: (value: T | null) => void;
}

/** States, each with how many stand in it. */
export function CountedChips<T extends string>(props: CountedChipsProps<T>) {
  const { label, all, count, states, chosen, toneOf, onChoose } = props;
  const { titleOf } = useLanguage();
  const counted = (title: string, of: number | undefined) =>
    of === undefined ? (
      title
    ) : (
      <>
        {title} <span className="chip-count">{formatCount(of)}</span>
      </>
    );
  const title = (value: T) => {
    const of = states.find((it) => it.state === value);
    return of === undefined ? value : counted(titleOf(of), of.count);
  };
  return (
    <Chips
      label={label}
      all={counted(all, count)}
      values={states.map((it) => it.state)}
      chosen={chosen}
      titleOf={title}
      toneOf={toneOf}
      onChoose={onChoose}
    />
  );
}
