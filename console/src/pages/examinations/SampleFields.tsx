/** A sample that is taken with the examination. */

import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { TESTS, WAITS, type TakenSample } from "../../domain/examination";
import { Field } from "./ResultForm";

interface SampleFieldsProps {
  sample: TakenSample;
  onChange: (sample: TakenSample) => void;
}

export function SampleFields({ sample, onChange }: SampleFieldsProps) {
  const { t } = useTranslation();
  const text = (name: "laboratory" | "items" | "sample_no" | "seal" | "attended_by", title: string) => (
    <Field title={title}>
      <Input
        value={sample[name]}
        autoComplete="off"
        onChange={(it) => onChange({ ...sample, [name]: it.target.value })}
      />
    </Field>
  );
  return (
    <>
      {text("laboratory", t("examination.laboratory"))}
      <Field title={t("examination.test")}>
        <Select
          aria-label={t("examination.test")}
          value={sample.test}
          onChange={(test) => onChange({ ...sample, test })}
          options={TESTS.map((value) => ({ value, label: t(`examination.tests.${value}`) }))}
        />
      </Field>
      {text("items", t("examination.sample_items"))}
      {text("sample_no", t("examination.sample_no"))}
      {text("seal", t("examination.sample_seal"))}
      <Field title={t("examination.goods_wait")}>
        <Select
          aria-label={t("examination.goods_wait")}
          value={sample.goods_wait}
          onChange={(goods_wait) => onChange({ ...sample, goods_wait })}
          options={WAITS.map((value) => ({ value, label: t(`examination.waits.${value}`) }))}
        />
      </Field>
      {text("attended_by", t("examination.sample_attended"))}
    </>
  );
}
