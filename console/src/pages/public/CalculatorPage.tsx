/** What duty, consumption tax and VAT come to on goods that somebody wants to import. */

import { Button, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { FoundLine } from "../../api/types";
import { useTitle } from "../../components/useTitle";
import { todayInChina } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { CalculationResult } from "./CalculationResult";
import { CommodityPicker } from "./CommodityPicker";
import { NotCovered } from "./NotCovered";
import { PublicRefusal } from "./PublicRefusal";
import { isDecimal, isPositive, questionOf, type Typed } from "./question";
import { useCalculation, useChoices, useTariffSearch } from "./queries";

/** Any chapter there is: asked only to learn whether the tariff covers the day. */
const ANY = "01";

export default function CalculatorPage() {
  const { t } = useTranslation();
  useTitle(t("public.calculator"));
  const [form] = Form.useForm<Typed>();
  const [line, setLine] = useState<FoundLine | null>(null);
  const on = Form.useWatch<string | undefined>("on", form) ?? todayInChina();
  const { mutate, data, error, isPending } = useCalculation();
  const covered = useTariffSearch(ANY, on);
  return (
    <>
      <h1>{t("public.calculation.title")}</h1>
      <p className="quiet">{t("public.calculation.lead")}</p>
      <Form<Typed>
        form={form}
        layout="vertical"
        className="public-form"
        autoComplete="off"
        initialValues={{ channel: "retail", currency: "CNY", on: todayInChina(), articles: "1" }}
        onFinish={(typed) => mutate(questionOf(typed))}
      >
        <Form.Item name="channel" label={t("public.calculation.channel")}>
          <Radio.Group
            optionType="button"
            options={(["retail", "goods"] as const).map((it) => ({
              value: it,
              label: t(`public.calculation.${it}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="commodity"
          label={t("public.calculation.commodity")}
          rules={[{ required: true, message: t("public.calculation.commodity_needed") }]}
        >
          <CommodityPicker on={on} onPick={setLine} />
        </Form.Item>
        {covered.data?.not_covered != null && <NotCovered gap={covered.data.not_covered} />}
        <PriceFields on={on} />
        <details className="public-optional">
          <summary>{t("public.calculation.more")}</summary>
          <MoreFields line={line} />
        </details>
        <Button type="primary" htmlType="submit" loading={isPending} block>
          {t("public.calculation.ask")}
        </Button>
      </Form>
      <div aria-live="polite">
        {error !== null && <PublicRefusal error={error} />}
        {error === null && data !== undefined && <CalculationResult answer={data} />}
      </div>
    </>
  );
}

function PriceFields({ on }: { on: string }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const channel = Form.useWatch<Typed["channel"] | undefined>("channel");
  const { data } = useChoices(on);
  const named = (it: { code: string; title_zh: string; title_en: string }) => ({
    value: it.code,
    label: `${it.code} ${titleOf(it)}`,
  });
  const isRetail = channel !== "goods";
  const currencies = (data?.currencies ?? []).map(named);
  const hint = isRetail
    ? t("public.calculation.retail_yuan")
    : currencies.length === 1
      ? t("public.calculation.no_rates")
      : undefined;
  return (
    <>
      <div className="public-pair">
        <Form.Item
          name="value"
          label={t("public.calculation.value")}
          rules={[
            {
              required: true,
              validator: (_, text: string | undefined) =>
                isPositive(text ?? "")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("public.calculation.value_needed"))),
            },
          ]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
        {isRetail ? (
          <Form.Item label={t("public.calculation.currency")} extra={hint}>
            <Input value="CNY" readOnly aria-label={t("public.calculation.currency")} />
          </Form.Item>
        ) : (
          <Form.Item name="currency" label={t("public.calculation.currency")} extra={hint}>
            <Select options={currencies} showSearch={{ optionFilterProp: "label" }} />
          </Form.Item>
        )}
      </div>
      <div className="public-pair">
        <Form.Item
          name="origin"
          label={t("public.calculation.origin")}
          extra={t("public.calculation.origin_hint")}
        >
          <Select
            allowClear
            options={(data?.countries ?? []).map(named)}
            showSearch={{ optionFilterProp: "label" }}
          />
        </Form.Item>
        <Form.Item name="on" label={t("public.calculation.on")} rules={[{ required: true }]}>
          <Input type="date" />
        </Form.Item>
      </div>
    </>
  );
}

function MoreFields({ line }: { line: FoundLine | null }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const rules = [
    {
      validator: (_: unknown, text: string | undefined) =>
        (text ?? "").trim() === "" || isDecimal(text ?? "")
          ? Promise.resolve()
          : Promise.reject(new Error(t("public.calculation.number_needed"))),
    },
  ];
  return (
    <div className="public-pair">
      <Form.Item name="articles" label={t("public.calculation.articles")} rules={rules}>
        <Input inputMode="decimal" />
      </Form.Item>
      {(["quantity1", "quantity2"] as const).map((name, place) => {
        const unit = line?.units[place];
        if (unit === undefined) return null;
        return (
          <Form.Item
            key={name}
            name={name}
            label={t("public.calculation.quantity", { unit: titleOf(unit) })}
            extra={t("public.calculation.quantity_hint")}
            rules={rules}
          >
            <Input inputMode="decimal" />
          </Form.Item>
        );
      })}
      <Form.Item name="freight" label={t("public.calculation.freight")} rules={rules}>
        <Input inputMode="decimal" />
      </Form.Item>
      <Form.Item name="insurance" label={t("public.calculation.insurance")} rules={rules}>
        <Input inputMode="decimal" />
      </Form.Item>
    </div>
  );
}
