/** The browser's title follows the page. */

import { useEffect } from "react";
import { useTranslation } from "react-i18next";

export function useTitle(...parts: string[]) {
  const { t } = useTranslation();
  const title = [...parts.filter((it) => it !== ""), t("app.name")].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
