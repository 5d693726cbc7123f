/** What the parts of a form share, and how each listens to its own values and findings. */

import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";

import type { FormField, FormSection, FormView } from "../../api/filing";
import { askedBy, isAsked } from "../../domain/filing/asked";
import { type FormStore, LINE } from "../../domain/filing/store";

/** Lines are numbered by their places when they are sent. */
export const LINE_NUMBER = "items.number";

export interface Filing {
  store: FormStore;
  form: FormView;
  /** Fields that few declarations have are shown too. */
  isWhole: boolean;
}

export const FilingContext = createContext<Filing | null>(null);

export function useFiling(): Filing {
  const filing = useContext(FilingContext);
  if (filing === null) throw new Error("a part of the form stands outside it");
  return filing;
}

export function useText(path: string): string {
  const { store } = useFiling();
  const subscribe = useCallback((tell: () => void) => store.subscribe(path, tell), [store, path]);
  return useSyncExternalStore(subscribe, () => store.text(path));
}

export function useFindings(path: string) {
  const { store } = useFiling();
  const subscribe = useCallback((tell: () => void) => store.subscribe(`?${path}`, tell), [store, path]);
  return useSyncExternalStore(subscribe, () => store.findings(path));
}

export function useCountUnder(path: string): number {
  const { store } = useFiling();
  const subscribe = useCallback((tell: () => void) => store.subscribe(`?${path}`, tell), [store, path]);
  return useSyncExternalStore(subscribe, () => store.countUnder(path));
}

export function useNodes(list: string): readonly string[] {
  const { store } = useFiling();
  const subscribe = useCallback((tell: () => void) => store.subscribe(list, tell), [store, list]);
  return useSyncExternalStore(subscribe, () => store.nodes(list));
}

/** The fields of a section that are asked for now; those that have a value, or a finding, in any case. */
export function useAsked(section: FormSection, base: string): readonly FormField[] {
  const { store, form, isWhole } = useFiling();
  const fields = useMemo(
    () => form.fields.filter((it) => it.section === section.name && it.name !== LINE_NUMBER),
    [form, section],
  );
  const hangsOn = useMemo(() => askedBy(fields), [fields]);
  const subscribe = useCallback(
    (tell: () => void) => {
      const paths = [...hangsOn, ...fields.map((it) => `?${pathOf(it, section, base)}`), section.list];
      const ends = paths.map((it) => store.subscribe(it, tell));
      return () => ends.forEach((end) => end());
    },
    [store, hangsOn, fields, section, base],
  );
  // One text stands for the fields, so that whoever listens is told only when they are others.
  const names = useSyncExternalStore(subscribe, () =>
    fields
      .filter((it) => {
        const path = pathOf(it, section, base);
        const text = store.text(path);
        const isSaid = text !== "" && !(it.is_rare && text === it.preset);
        if (isSaid || store.findings(path).length > 0) return true;
        return (isWhole || !it.is_rare) && isAsked(it, form.modes, (name) => store.text(name));
      })
      .map((it) => it.name)
      .join(" "),
  );
  return useMemo(() => {
    const asked = new Set(names.split(" "));
    return fields.filter((it) => asked.has(it.name));
  }, [fields, names]);
}

/** The goods line whose details are open. */
export function useOpenLine(): number | null {
  const { store } = useFiling();
  const subscribe = useCallback((tell: () => void) => store.subscribe(LINE, tell), [store]);
  return useSyncExternalStore(subscribe, () => store.line);
}

/** Where a field's value stands: `base` is the node of its list. */
export function pathOf(field: FormField, section: FormSection, base: string): string {
  if (section.list === "") return field.name;
  return `${base}.${field.name.slice(section.list.length + 1)}`;
}

/** The id of a field's control, by which a finding leads to it. */
export const idOf = (path: string) => `field-${path.replaceAll(".", "-")}`;
