/** The desk of goods declarations: they themselves, and what goes with them. */

import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { useRights } from "../../api/session";

/** Each with the right that its list needs. */
const PARTS = [
  { to: "/declarations", label: "declaration.title", right: "see_cases" },
  { to: "/documents", label: "instrument.title", right: "see_cases" },
  { to: "/guarantees", label: "guarantee.title", right: "see_cases" },
  { to: "/monthly-payers", label: "monthly.title", right: "see_registry" },
] as const;

export function DeskHead({ title, lead }: { title: string; lead: string }) {
  const { t } = useTranslation();
  const has = useRights();
  return (
    <>
      <h1>{title}</h1>
      <p className="quiet">{lead}</p>
      <nav className="contents" aria-label={t("declaration.desk")}>
        {PARTS.filter(({ right }) => has(right)).map((it) => (
          <NavLink key={it.to} to={it.to} end>
            {t(it.label)}
          </NavLink>
        ))}
      </nav>
    </>
  );
}
