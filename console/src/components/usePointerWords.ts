/** A pointer in words: `inventory.items[2].total_price` → 进口清单 · 商品第 3 项 · 总价. */

import { useTranslation } from "react-i18next";

import { ITEM_COUNT } from "../domain/compare";
import { parsePointers } from "../domain/pointer";
import { useLanguage } from "../i18n";
import { fieldLabel } from "../i18n/fields";

/** Pointers outside the documents are shown as they are. */
export function usePointerWords() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (text: string): string => {
    const pointers = parsePointers(text);
    if (pointers.length === 0) return text;
    const words = pointers.map(({ kind, item, field }) => {
      const parts: string[] = [t(`document.${kind}`)];
      if (item !== null) parts.push(t("comparison.group.item", { number: item + 1 }));
      if (field !== null) parts.push(fieldLabel(field === "items" ? ITEM_COUNT : field, language));
      return parts.join(" · ");
    });
    return words.join(t("common.and"));
  };
}
