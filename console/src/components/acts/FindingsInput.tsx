/** What is wrong with declarations of a case: of each the fields that have to say something else, and whether it is a violation. */

import { Button, Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ChangesInput } from "./ChangesInput";
import type { Found } from "./command";

interface Props {
  /** The declarations of the case. */
  options: { value: string; label: string }[];
  value: Found[];
  onChange: (value: Found[]) => void;
}

export function FindingsInput({ options, value, onChange }: Props) {
  const { t } = useTranslation();
  const set = (at: number, change: Partial<Found>) =>
    onChange(value.map((it, place) => (place === at ? { ...it, ...change } : it)));
  const add = () =>
    onChange([
      ...value,
      { declaration_no: options[0]?.value ?? "", fields: [], is_violation: false, text: "" },
    ]);
  return (
    <div className="act-rows">
      {value.map((it, at) => (
        <fieldset key={at} className="act-finding">
          <legend>{t("acts.finding", { number: at + 1 })}</legend>
          <Select<string>
            aria-label={t("acts.finding_of")}
            value={it.declaration_no}
            options={options}
            onChange={(declaration_no) => set(at, { declaration_no, fields: [] })}
          />
          <ChangesInput
            declarationNo={it.declaration_no}
            value={it.fields}
            onChange={(fields) => set(at, { fields })}
          />
          <Input.TextArea
            aria-label={t("acts.finding_text")}
            placeholder={t("acts.finding_text")}
            rows={2}
            maxLength={1000}
            value={it.text}
            onChange={(event) => set(at, { text: event.target.value })}
          />
          <Checkbox
            checked={it.is_violation}
            onChange={(event) => set(at, { is_violation: event.target.checked })}
          >
            {t("acts.is_violation")}
          </Checkbox>
          <Button onClick={() => onChange(value.filter((_, place) => place !== at))}>
            {t("acts.remove")}
          </Button>
        </fieldset>
      ))}
      <Button disabled={options.length === 0} onClick={add}>
        {t("acts.add_finding")}
      </Button>
    </div>
  );
}
