/** Which parcel this is, where it stands, and what it waits for. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { EntryView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoment } from "../../domain/format";
import { toneOfState } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { hasAfterRelease } from "./AfterRelease";

const SECTIONS = [
  "findings",
  "comparison",
  "tax",
  "after",
  "receipts",
  "documents",
  "timeline",
  "selection",
  "ledger",
] as const;

export function EntryHeader({ entry }: { entry: EntryView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const isEmpty = { findings: entry.findings.length === 0, after: !hasAfterRelease(entry) };
  const sections = SECTIONS.filter((it) => !(it === "findings" || it === "after") || !isEmpty[it]);
  return (
    <header className="entry-header">
      <p className="crumbs">
        <Link to="/entries">{t("nav.parcels")}</Link>
      </p>
      <div className="entry-title">
        <h1>{t("parcel.title", { number: entry.number })}</h1>
        <Seal tone={toneOfState(entry.state)} size="large">
          {stateOf(entry)}
        </Seal>
        <Waiting entry={entry} />
      </div>
      <dl className="keys">
        <Key label={t("parcel.list_no")} text={entry.entry_id} otherwise={t("parcel.no_list_no")} />
        <Key label={t("parcel.preliminary_no")} text={entry.preliminary_no} />
        {entry.exit_list_no !== "" && (
          <div>
            <dt>{t("parcel.exit_list_no")}</dt>
            <dd>
              <Link to={`/exit-lists/${entry.exit_list_no}`}>
                <code>{entry.exit_list_no}</code>
              </Link>
            </dd>
          </div>
        )}
        <Key label={t("parcel.order_no")} text={entry.order_no} />
        <Key label={t("parcel.platform")} text={entry.platform_code} />
      </dl>
      <nav className="contents" aria-label={t("parcel.on_this_page")}>
        {sections.map((it) => (
          <a key={it} href={`#${it}`}>
            {t(`section.${it}`)}
            {it === "findings" && <span className="contents-count">{entry.findings.length}</span>}
          </a>
        ))}
      </nav>
    </header>
  );
}

function Waiting({ entry }: { entry: EntryView }) {
  const { t, i18n } = useTranslation();
  const { language } = useLanguage();
  if (entry.waiting_for.length === 0) return null;
  const names = entry.waiting_for.map((it) =>
    i18n.exists(`waiting.${it}`) ? t(`waiting.${it}` as "waiting.order") : it,
  );
  return (
    <p className="waiting">
      <span className="waiting-label">{t("parcel.waiting")}</span>{" "}
      {names.join(language === "zh" ? "、" : ", ")}
      {entry.due_at != null && entry.tax_bill === null && (
        <span className="waiting-due">{t("parcel.due", { moment: formatMoment(entry.due_at) })}</span>
      )}
    </p>
  );
}

function Key({ label, text, otherwise = "" }: { label: string; text: string; otherwise?: string }) {
  if (text === "" && otherwise === "") return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{text === "" ? <span className="quiet">{otherwise}</span> : <code>{text}</code>}</dd>
    </div>
  );
}
