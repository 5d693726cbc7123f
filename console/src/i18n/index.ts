/** Language: Chinese first, English whole; the choice is remembered in this browser. */

import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

import { en } from "./en";
import type { Language } from "./fields";
import { zh } from "./zh";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof zh };
  }
}

const REMEMBERED_AS = "tongguan.language";

function remembered(): Language {
  try {
    return localStorage.getItem(REMEMBERED_AS) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

function remember(language: Language) {
  try {
    localStorage.setItem(REMEMBERED_AS, language);
  } catch {
    // A browser that forbids storage still switches language, it only forgets it.
  }
}

function announce(language: string) {
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
}

i18next.on("languageChanged", announce);
void i18next.use(initReactI18next).init({
  resources: { zh: { translation: zh }, en: { translation: en } },
  lng: remembered(),
  fallbackLng: false,
  interpolation: { escapeValue: false },
  returnNull: false,
});

export function switchLanguage(language: Language) {
  remember(language);
  void i18next.changeLanguage(language);
}

/** The language on show, and the half of a bilingual value that belongs to it. */
export function useLanguage() {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === "en" ? "en" : "zh";
  const titleOf = (titled: { title_zh: string; title_en: string }) =>
    language === "zh" ? titled.title_zh : capitalised(titled.title_en);
  return {
    language,
    titleOf,
    stateOf: (it: { state_title_zh: string; state_title_en: string }) =>
      titleOf({ title_zh: it.state_title_zh, title_en: it.state_title_en }),
    fixOf: (fixed: { fix_zh: string; fix_en: string }) =>
      language === "zh" ? fixed.fix_zh : capitalised(fixed.fix_en),
  };
}

/** The house's English is lower-case, to stand within sentences; here it stands alone. */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export { i18next };
