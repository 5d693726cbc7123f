/** Fields of a declaration with what stands in each and what is to stand there. */

import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { type AmendableField, useAmendable } from "../../api/acts";
import { useLanguage } from "../../i18n";
import { fieldLabel } from "../../i18n/fields";
import { Loading } from "../Loading";
import { Refusal } from "../Refusal";
import type { Change } from "./command";

interface Props {
  declarationNo: string;
  value: Change[];
  onChange: (value: Change[]) => void;
}

const keyOf = (it: { field: string; place: string }) => `${it.field}#${it.place}`;

export function ChangesInput({ declarationNo, value, onChange }: Props) {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const { data, isError, error, refetch } = useAmendable(declarationNo);
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={2} />;
  const chosen = new Set(value.map(keyOf));
  const options = data.items
    .filter((it) => !chosen.has(keyOf(it)))
    .map((it) => ({ value: keyOf(it), label: label(it), it }));
  const add = (it: AmendableField) =>
    onChange([...value, { field: it.field, place: it.place, old: it.now, new: it.now }]);
  return (
    <div className="act-rows">
      <Select<string, (typeof options)[number]>
        aria-label={t("acts.choose_field")}
        placeholder={t("acts.choose_field")}
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        options={options}
        onChange={(_, option) => {
          if (!Array.isArray(option) && option !== undefined) add(option.it);
        }}
      />
      {value.map((it, at) => (
        <div key={keyOf(it)} className="act-row">
          <label>
            {label(it)}{" "}
            <span className="quiet">{t("acts.stands", { value: it.old === "" ? "—" : it.old })}</span>
            <Input
              value={it.new}
              maxLength={255}
              autoComplete="off"
              onChange={(event) =>
                onChange(
                  value.map((one, place) => (place === at ? { ...one, new: event.target.value } : one)),
                )
              }
            />
          </label>
          <Button onClick={() => onChange(value.filter((_, place) => place !== at))}>
            {t("acts.remove")}
          </Button>
        </div>
      ))}
    </div>
  );
}

function useFieldLabel() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return ({ field, place }: { field: string; place: string }): string => {
    const own = field.split(".").at(-1) ?? field;
    const known = fieldLabel(own, language);
    const name = known === own ? field : known;
    return place === "" ? name : t("acts.line", { number: place, name });
  };
}
