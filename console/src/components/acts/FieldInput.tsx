/** One field of an act's form, filled in as the field says. */

import { Button, Checkbox, Input, Select } from "antd";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ActField } from "../../api/acts";
import { useLanguage } from "../../i18n";
import { ChangesInput } from "./ChangesInput";
import type { Change, Filled, Found, KeptPaper, Paper, Price, SentBackLine } from "./command";
import { EvidenceInput } from "./EvidenceInput";
import { FindingsInput } from "./FindingsInput";
import { SentBackInput } from "./SentBackInput";

interface Props {
  field: ActField;
  /** Of the declaration whose fields may be chosen. */
  declarationNo: string;
  /** Given by the form. */
  id?: string;
  value?: Filled;
  onChange?: (value: Filled) => void;
}

export function FieldInput({ field, declarationNo, id = "", value, onChange }: Props): ReactNode {
  const { titleOf } = useLanguage();
  const options = field.choices.map((it) => ({ value: it.value, label: titleOf(it) }));
  const text = typeof value === "string" ? value : "";
  const texts = Array.isArray(value) ? (value as string[]) : [];
  const change = (next: Filled) => onChange?.(next);
  const native = (type: string) => (
    <Input id={id} type={type} value={text} onChange={(event) => change(event.target.value)} />
  );
  switch (field.form) {
    case "long_text":
    case "texts":
      return (
        <Input.TextArea
          id={id}
          rows={4}
          maxLength={1000}
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      );
    case "choice":
      return <Select<string> id={id} value={text === "" ? null : text} options={options} onChange={change} />;
    case "choices":
    case "words":
      return (
        <div role="group" aria-label={titleOf(field)}>
          <Checkbox.Group
            className="act-checks"
            value={texts}
            options={options}
            onChange={(it) => change(it)}
          />
        </div>
      );
    case "date":
      return native("date");
    case "moment":
      return native("datetime-local");
    case "amount":
      return (
        <Input
          id={id}
          inputMode="decimal"
          value={text}
          onChange={(event) => change(event.target.value)}
          autoComplete="off"
        />
      );
    case "yes_no":
      return (
        <Checkbox id={id} checked={value === true} onChange={(event) => change(event.target.checked)}>
          {titleOf(field)}
        </Checkbox>
      );
    case "prices":
      return <PricesInput field={field} value={(value as Price[] | undefined) ?? []} onChange={change} />;
    case "changes":
    case "new_values":
      return (
        <ChangesInput
          declarationNo={declarationNo}
          value={(value as Change[] | undefined) ?? []}
          onChange={change}
        />
      );
    case "findings":
      return (
        <FindingsInput options={options} value={(value as Found[] | undefined) ?? []} onChange={change} />
      );
    case "papers":
      return <PapersInput options={options} value={(value as Paper[] | undefined) ?? []} onChange={change} />;
    case "evidence":
      return (
        <EvidenceInput
          id={id}
          keptAt={field.kept_at}
          value={(value as KeptPaper[] | undefined) ?? []}
          onChange={change}
        />
      );
    case "sent_back_lines":
      return (
        <SentBackInput
          options={options}
          value={(value as SentBackLine[] | undefined) ?? []}
          onChange={change}
        />
      );
    case "file":
      return (
        <input
          id={id}
          type="file"
          accept="application/pdf,.pdf"
          onChange={(event) => change(event.target.files?.[0])}
        />
      );
    default:
      return (
        <Input
          id={id}
          value={text}
          maxLength={255}
          autoComplete="off"
          onChange={(event) => change(event.target.value)}
        />
      );
  }
}

interface PricesProps {
  field: ActField;
  value: Price[];
  onChange: (value: Price[]) => void;
}

/** A price beside each line; lines that are left empty stay as they are. */
function PricesInput({ field, value, onChange }: PricesProps) {
  const { titleOf } = useLanguage();
  const set = (number: number, total_price: string) => {
    const others = value.filter((it) => it.number !== number);
    const next =
      total_price.trim() === "" ? others : [...others, { number, total_price: total_price.trim() }];
    onChange(next.sort((a, b) => a.number - b.number));
  };
  return (
    <ul className="act-rows">
      {field.choices.map((it) => {
        const number = Number(it.value);
        return (
          <li key={it.value}>
            <label>
              {titleOf(it)}
              <Input
                inputMode="decimal"
                autoComplete="off"
                value={value.find((price) => price.number === number)?.total_price ?? ""}
                onChange={(event) => set(number, event.target.value)}
              />
            </label>
          </li>
        );
      })}
    </ul>
  );
}

interface PapersProps {
  options: { value: string; label: string }[];
  value: Paper[];
  onChange: (value: Paper[]) => void;
}

/** Papers that prove what is asked for: of which kind, and under which number. */
function PapersInput({ options, value, onChange }: PapersProps) {
  const { t } = useTranslation();
  const set = (at: number, change: Partial<Paper>) =>
    onChange(value.map((it, place) => (place === at ? { ...it, ...change } : it)));
  return (
    <div className="act-rows">
      {value.map((it, at) => (
        <div key={at} className="act-row">
          <Select<string>
            aria-label={t("acts.paper_kind")}
            value={it.kind}
            options={options}
            onChange={(kind) => set(at, { kind })}
          />
          <Input
            aria-label={t("acts.paper_id")}
            placeholder={t("acts.paper_id")}
            maxLength={64}
            value={it.id}
            onChange={(event) => set(at, { id: event.target.value })}
          />
          <Button onClick={() => onChange(value.filter((_, place) => place !== at))}>
            {t("acts.remove")}
          </Button>
        </div>
      ))}
      <Button onClick={() => onChange([...value, { kind: options[0]?.value ?? "", id: "" }])}>
        {t("acts.add_paper")}
      </Button>
    </div>
  );
}
