/** Finds a line of the tariff by words in either language or by the beginning of its code. */

import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import type { FoundLine } from "../../api/types";
import { useQuiet } from "../../components/useQuiet";
import { useLanguage } from "../../i18n";
import { useTariffSearch } from "./queries";

/** Long enough that a word is typed to its end, short enough not to be waited for. */
const PAUSE_MS = 200;

interface CommodityPickerProps {
  /** Given by the form. */
  id?: string;
  on: string;
  value?: string;
  onChange?: (code: string) => void;
  onPick: (line: FoundLine) => void;
}

export function CommodityPicker({ id, on, value, onChange, onPick }: CommodityPickerProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [typed, setTyped] = useState("");
  const words = useQuiet(typed, PAUSE_MS);
  const { data, isFetching } = useTariffSearch(words, on);
  const items = useDeferredValue(words === "" ? [] : (data?.items ?? []));
  const nothing = isFetching
    ? t("public.calculation.searching")
    : words === ""
      ? t("public.calculation.type_more")
      : t("public.calculation.nothing");
  const options = items.map((it) => ({
    value: it.commodity_code,
    label: language === "zh" ? it.name_zh : it.name_en,
    line: it,
  }));
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(value === undefined ? {} : { value })}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t("public.calculation.commodity_hint")}
      notFoundContent={nothing}
      options={options}
      loading={isFetching}
      onChange={(code: string, option) => {
        onChange?.(code);
        const picked = Array.isArray(option) ? option[0] : option;
        if (picked !== undefined) onPick(picked.line);
      }}
      optionRender={({ data: { line } }) => (
        <span className="public-line">
          <code>{line.commodity_code}</code>
          <span lang="zh-CN">{line.name_zh}</span>
          <small lang="en">{line.name_en}</small>
        </span>
      )}
      popupRender={(menu) => (
        <>
          {menu}
          {data?.has_more === true && (
            <small className="public-more">{t("public.calculation.more_found")}</small>
          )}
        </>
      )}
    />
  );
}
