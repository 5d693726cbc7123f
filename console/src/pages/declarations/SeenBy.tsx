/** As whom a declaration is looked at: customs, or one of its parties. */

import { useTranslation } from "react-i18next";

import type { CaseRole } from "../../api/types";
import { type Fields, textOf } from "../../domain/documents";

/** A company that a declaration names, and as what. */
export interface Looker {
  code: string;
  name: string;
  roles: CaseRole[];
}

const ROLES = ["trader", "owner", "declarant", "keyer"] as const satisfies readonly CaseRole[];

/** The parties of a declaration as customs sees it; a company that is named more than once is one. */
export function lookersOf(declaration: Fields | null | undefined): Looker[] {
  const lookers: Looker[] = [];
  for (const role of ROLES) {
    const party = declaration?.[role];
    if (typeof party !== "object" || party === null) continue;
    const fields = party as Fields;
    const code = textOf(fields, "code") || textOf(fields, "credit_code");
    if (code === "") continue;
    const known = lookers.find((it) => it.code === code);
    if (known === undefined) lookers.push({ code, name: textOf(fields, "name"), roles: [role] });
    else known.roles.push(role);
  }
  return lookers;
}

interface SeenByProps {
  lookers: readonly Looker[];
  chosen: string | null;
  onChoose: (code: string | null) => void;
}

export function SeenBy({ lookers, chosen, onChoose }: SeenByProps) {
  const { t } = useTranslation();
  return (
    <div className="chips" role="group" aria-label={t("seen.by")}>
      <span className="quiet">{t("seen.by")}</span>
      <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        {t("seen.customs")}
      </button>
      {lookers.map((it) => (
        <button
          key={it.code}
          type="button"
          className="chip chip-calm"
          aria-pressed={chosen === it.code}
          title={`${it.code} ${it.name}`.trim()}
          onClick={() => onChoose(it.code)}
        >
          {it.roles.map((role) => t(`seen.roles.${role}`)).join(" · ")}
        </button>
      ))}
    </div>
  );
}
