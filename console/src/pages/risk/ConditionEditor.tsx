/** Where a condition is written: what may stand there is offered, and what is wrong is underlined in its place. Fetched when it
 * is first needed. */

import { autocompletion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { useEffect, useRef } from "react";

import { completeRule, type Finding, type Procedure } from "../../api/risk";
import { byteAt, unitAt } from "../../domain/bytes";
import { useLanguage } from "../../i18n";

export interface EditorProps {
  value: string;
  onChange: (text: string) => void;
  procedures: Procedure[];
  /** Of this condition. */
  findings: readonly Finding[];
  label: string;
  hint: string;
}

/** What is underlined: of findings in the condition, those that have a place in it. */
export function underlined(text: string, findings: readonly Finding[], language: "zh" | "en"): Diagnostic[] {
  return findings
    .filter((it) => it.to > it.from)
    .map((it) => ({
      from: unitAt(text, it.from),
      to: unitAt(text, it.to),
      severity: it.refuses ? ("error" as const) : ("warning" as const),
      message: language === "zh" ? it.text_zh : it.text_en,
    }));
}

export default function ConditionEditor(props: EditorProps) {
  const { value, findings, label, hint } = props;
  const { language } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // What the editor calls is what was said last.
  const last = useRef(props);
  useEffect(() => {
    last.current = props;
  });
  useEffect(() => {
    if (place.current === null) return undefined;
    const offered = async (context: CompletionContext) => {
      const text = context.state.doc.toString();
      const isBegun = context.matchBefore(/[\w.]+/) !== null;
      if (!isBegun && !context.explicit) return null;
      const { procedures } = last.current;
      const found = await completeRule(procedures, text, byteAt(text, context.pos)).catch(() => null);
      if (found === null) return null;
      const options = found.items.map((it) => ({
        label: it.text,
        detail: it.form ?? it.title_zh,
        type: it.form === null ? "variable" : "function",
        ...(it.meaning !== "" && { info: it.meaning }),
      }));
      return { from: unitAt(text, found.from), to: unitAt(text, found.to), options, filter: false };
    };
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: last.current.value,
        extensions: [
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true" }),
          placeholder(hint),
          autocompletion({ override: [offered], icons: false }),
          keymap.of(completionKeymap),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) last.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [label, hint]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor?.state.doc.toString() !== value) return;
    const length = editor.state.doc.length;
    const shown = underlined(value, findings, language).filter((it) => it.to <= length);
    editor.dispatch(setDiagnostics(editor.state, shown));
  }, [value, findings, language]);
  return <div ref={place} className="condition-editor" />;
}
