/** One field over everything, in every page's head; `/` leads to it. */

import { Input, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

/** Whether somebody types there already. */
function isTyped(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

export function SearchField() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const field = useRef<InputRef>(null);
  useEffect(() => {
    const lead = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target))
        return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", lead);
    return () => document.removeEventListener("keydown", lead);
  }, []);
  return (
    <Input
      ref={field}
      className="search-field"
      type="search"
      size="small"
      allowClear
      maxLength={80}
      autoComplete="off"
      aria-label={t("search.ask")}
      aria-keyshortcuts="/"
      placeholder={t("search.field")}
      onPressEnter={(event) => {
        const q = event.currentTarget.value.trim();
        if (q.length >= 2) void navigate("/search", { state: { q } });
      }}
    />
  );
}
