/** What is different between two days: what ended and what began, table by table. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { LawChange } from "../../api/analyst";
import { useLanguage } from "../../i18n";
import { RowTable } from "./RowTable";

export function ChangeList({ changes }: { changes: readonly LawChange[] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  if (changes.length === 0) return <p className="blank">{t("law.no_change")}</p>;
  return (
    <>
      {changes.map((it) => (
        <section key={it.name} aria-label={it.name}>
          <h3>
            <Link to={`/law/${it.name}`}>{titleOf(it)}</Link> <code>{it.name}</code>
          </h3>
          {it.n_ended > 0 && (
            <RowTable
              columns={it.columns}
              rows={it.ended}
              caption={t("law.ended", { count: it.n_ended, shown: it.ended.length })}
            />
          )}
          {it.n_began > 0 && (
            <RowTable
              columns={it.columns}
              rows={it.began}
              caption={t("law.began", { count: it.n_began, shown: it.began.length })}
            />
          )}
        </section>
      ))}
    </>
  );
}
