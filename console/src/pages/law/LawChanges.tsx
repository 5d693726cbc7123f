/** What is different between two days: what ended and what began, table by table. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type LawChange, useLawChanges } from "../../api/analyst";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useLanguage } from "../../i18n";
import { RowTable } from "./RowTable";

interface Props {
  on: string;
  against: string;
  /** Of one table alone; null for all. */
  name: string | null;
}

export function LawChanges({ on, against, name }: Props) {
  const { t } = useTranslation();
  const [from, to] = on < against ? [on, against] : [against, on];
  const changes = useLawChanges(from, to, name);
  return (
    <Section id="changes" title={t("law.changes", { from, to })}>
      {changes.isError && <Refusal error={changes.error} />}
      {changes.isPending && <Loading />}
      {changes.isSuccess && <ChangeList changes={changes.data.items} />}
    </Section>
  );
}

function ChangeList({ changes }: { changes: readonly LawChange[] }) {
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
