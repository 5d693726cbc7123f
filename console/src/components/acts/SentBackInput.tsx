/** Goods that went back: which line of this declaration, which of the other, and how much. */

import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { SentBackLine } from "./command";

interface SentBackProps {
  options: { value: string; label: string }[];
  value: SentBackLine[];
  onChange: (value: SentBackLine[]) => void;
}

export function SentBackInput({ options, value, onChange }: SentBackProps) {
  const { t } = useTranslation();
  const set = (at: number, change: Partial<SentBackLine>) =>
    onChange(value.map((it, place) => (place === at ? { ...it, ...change } : it)));
  const add = () => {
    const line = Number(options[value.length]?.value ?? options[0]?.value ?? 1);
    onChange([...value, { line, back_line: value.length + 1, quantity: "" }]);
  };
  return (
    <div className="act-rows">
      {value.map((it, at) => (
        <div key={at} className="act-row">
          <label>
            {t("acts.sent_back.line")}
            <Select<string>
              aria-label={t("acts.sent_back.line")}
              value={String(it.line)}
              options={options}
              onChange={(line) => set(at, { line: Number(line) })}
            />
          </label>
          <label>
            {t("acts.sent_back.back_line")}
            <Input
              inputMode="numeric"
              autoComplete="off"
              value={it.back_line === 0 ? "" : String(it.back_line)}
              onChange={(event) => set(at, { back_line: Number(event.target.value.replaceAll(/\D/g, "")) })}
            />
          </label>
          <label>
            {t("acts.sent_back.quantity")}
            <Input
              inputMode="decimal"
              autoComplete="off"
              value={it.quantity}
              onChange={(event) => set(at, { quantity: event.target.value })}
            />
          </label>
          <Button onClick={() => onChange(value.filter((_, place) => place !== at))}>
            {t("acts.remove")}
          </Button>
        </div>
      ))}
      <Button onClick={add}>{t("acts.sent_back.add")}</Button>
    </div>
  );
}
