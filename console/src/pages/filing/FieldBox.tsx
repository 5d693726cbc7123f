/** One field: what it is called, its control, and what was found in it. */

import { AutoComplete, Input, Select } from "antd";
import { memo, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { type FormField, useCodes } from "../../api/filing";
import type { ExplainedFinding, FoundLine } from "../../api/types";
import { isMissing } from "../../domain/filing/findings";
import { asDay } from "../../domain/filing/model";
import { useLanguage } from "../../i18n";
import { CommodityPicker } from "../public/CommodityPicker";
import { todayInChina } from "../../domain/format";
import { GuaranteeBalance, ON_GUARANTEE } from "./GuaranteeBalance";
import { idOf, useFiling, useFindings, useText } from "./context";

/** Long enough that a word is typed to its end, short enough not to be waited for. */
const PAUSE_MS = 200;

interface FieldBoxProps {
  field: FormField;
  path: string;
}

export const FieldBox = memo(function FieldBox({ field, path }: FieldBoxProps) {
  const { titleOf } = useLanguage();
  const found = useFindings(path);
  const findings = found.filter((it) => !isMissing(it));
  const isLacking = found.length > findings.length;
  const id = idOf(path);
  const title = titleOf(field);
  const isLong = field.kind === "text" && (field.length ?? 0) >= 200;
  const classes = [
    "filing-field",
    ...(isLong ? ["is-long"] : []),
    ...(findings.length > 0 ? ["is-lit"] : []),
    ...(isLacking ? ["is-lacking"] : []),
  ];
  return (
    <div className={classes.join(" ")}>
      <label htmlFor={id}>
        {title}
        {field.need !== "may" && (
          <span className="filing-needed" aria-hidden="true">
            *
          </span>
        )}
      </label>
      <Control field={field} path={path} id={id} isLong={isLong} isFaulty={findings.length > 0} />
      {field.name === ON_GUARANTEE && <GuaranteeBalance />}
      {findings.length > 0 && <Found id={`${id}-found`} findings={findings} />}
    </div>
  );
});

function Found({ id, findings }: { id: string; findings: readonly ExplainedFinding[] }) {
  const { titleOf, fixOf } = useLanguage();
  return (
    <ul id={id} className="filing-found">
      {findings.map((it) => (
        <li key={`${it.code}/${it.observed}`} className={`filing-${it.severity}`}>
          <code>{it.code}</code> {titleOf(it)}
          <small>{fixOf(it)}</small>
        </li>
      ))}
    </ul>
  );
}

interface ControlProps extends FieldBoxProps {
  id: string;
  isLong: boolean;
  isFaulty: boolean;
}

function Control({ field, path, id, isLong, isFaulty }: ControlProps) {
  const { store } = useFiling();
  const text = useText(path);
  const set = (value: string) => store.set(path, value);
  const status = isFaulty ? ({ status: "error" } as const) : {};
  const described = isFaulty ? { "aria-describedby": `${id}-found`, "aria-invalid": true } : {};
  if (field.codes === "tariff") {
    return <Commodity id={id} path={path} text={text} />;
  }
  if (field.values.length > 0) {
    return <FewValues field={field} id={id} text={text} isFaulty={isFaulty} onChange={set} />;
  }
  if (field.codes != null) {
    return <CodeField table={field.codes} id={id} text={text} isFaulty={isFaulty} onChange={set} />;
  }
  if (field.kind === "day") {
    const day = asDay(text);
    return (
      <Input
        id={id}
        type="date"
        value={day}
        onChange={(it) => set(it.target.value)}
        {...status}
        {...described}
      />
    );
  }
  if (isLong) {
    const rows = { minRows: 1, maxRows: 6 };
    return (
      <Input.TextArea
        id={id}
        value={text}
        autoSize={rows}
        onChange={(it) => set(it.target.value)}
        {...status}
        {...described}
      />
    );
  }
  const isNumber = field.kind === "number" || field.kind === "count";
  return (
    <Input
      id={id}
      value={text}
      autoComplete="off"
      {...(isNumber ? { inputMode: "decimal" as const } : {})}
      onChange={(it) => set(it.target.value)}
      {...status}
      {...described}
    />
  );
}

/** A line of the tariff brings its units along, where none are given. */
function Commodity({ id, path, text }: { id: string; path: string; text: string }) {
  const { store } = useFiling();
  const shown = text === "" ? {} : { value: text };
  const base = path.slice(0, path.lastIndexOf("."));
  const pick = ({ units }: FoundLine) =>
    units.slice(0, 2).forEach((it, at) => {
      const unit = `${base}.unit${at + 1}`;
      if (store.text(unit) === "") store.set(unit, it.code);
    });
  const take = (code: string) => store.set(path, code);
  return <CommodityPicker id={id} on={todayInChina()} {...shown} onChange={take} onPick={pick} />;
}

interface CodesProps {
  id: string;
  text: string;
  isFaulty: boolean;
  onChange: (code: string) => void;
}

function FewValues({ field, id, text, isFaulty, onChange }: CodesProps & { field: FormField }) {
  const { titleOf } = useLanguage();
  return (
    <Select
      id={id}
      value={text === "" ? null : text}
      allowClear
      options={field.values.map((it) => ({
        value: it.value,
        label: isWord(it.value) ? titleOf(it) : `${it.value} ${titleOf(it)}`,
      }))}
      onChange={(it: string | null | undefined) => onChange(it ?? "")}
      {...(isFaulty ? { status: "error" as const } : {})}
    />
  );
}

/** A word of ours tells nobody more than its title does. */
const isWord = (value: string) => /^[a-z]/.test(value);

/** A code, typed or found by its name in either language; its name stands beside it. */
function CodeField({ table, id, text, isFaulty, onChange }: CodesProps & { table: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setWords(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, isFetching } = useCodes(table, words, isOpen || words !== "");
  const nameOf = (it: { name_zh: string; name_en: string }) =>
    language === "en" && it.name_en !== "" ? it.name_en : it.name_zh;
  const items = data?.items ?? [];
  const chosen = items.find((it) => it.code === text);
  return (
    <>
      <AutoComplete
        id={id}
        value={text}
        options={items.map((it) => ({
          value: it.code,
          label: `${it.code} ${it.name_zh} ${it.name_en}`.trim(),
        }))}
        notFoundContent={isFetching ? t("filing.searching") : t("filing.no_code")}
        onOpenChange={setOpen}
        onChange={(it: string | undefined) => onChange(it ?? "")}
        {...(isFaulty ? { status: "error" as const } : {})}
      />
      {chosen !== undefined && <small className="filing-name">{nameOf(chosen)}</small>}
    </>
  );
}
