/** The desk of goods declarations: they themselves, and what goes with them. */

import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

const PARTS = [
  { to: "/declarations", label: "declaration.title" },
  { to: "/documents", label: "instrument.title" },
  { to: "/guarantees", label: "guarantee.title" },
  { to: "/monthly-payers", label: "monthly.title" },
] as const;

export function DeskHead({ title, lead }: { title: string; lead: string }) {
  const { t } = useTranslation();
  return (
    <>
      <h1>{title}</h1>
      <p className="quiet">{lead}</p>
      <nav className="contents" aria-label={t("declaration.desk")}>
        {PARTS.map((it) => (
          <NavLink key={it.to} to={it.to} end>
            {t(it.label)}
          </NavLink>
        ))}
      </nav>
    </>
  );
}
