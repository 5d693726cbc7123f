/** What a watch row would have selected: figures, days, values and cases. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { WatchHit, WatchPreview } from "../../api/analyst";
import { Section } from "../../components/Section";
import { formatCount } from "../../domain/format";
import { DayChart } from "./DayChart";

const PAGES = { parcel: "/entries", export: "/exports", declaration: "/declarations" } as const;

/** The page of a case: parcels and exports have theirs under the house's number. */
export function pageOfHit({ kind, number, case: own }: WatchHit): string {
  return `${PAGES[kind]}/${kind === "declaration" ? encodeURIComponent(number) : String(own)}`;
}

export function Preview({ preview }: { preview: WatchPreview }) {
  const { t } = useTranslation();
  const count = formatCount;
  const { from, to, stopped_at, opened, looked_at } = preview;
  const facts: [string, string][] = [
    [t("watch.preview.traffic"), count(preview.traffic)],
    [t("watch.preview.hits"), count(preview.hits)],
    [t("watch.preview.share"), percent(preview.share_percent)],
    [t("watch.preview.anyway"), count(preview.anyway)],
    [t("watch.preview.added"), count(preview.added)],
    [t("watch.preview.examined"), count(preview.examined)],
    [t("watch.preview.found"), `${count(preview.found)} (${percent(preview.found_percent)})`],
    [t("watch.preview.extra_tax"), preview.extra_tax],
  ];
  const days = preview.days.filter((it) => it.traffic > 0);
  return (
    <Section id="preview" title={t("watch.preview.title")}>
      <p className="quiet">
        {t("watch.preview.lead", { from, to, looked: count(looked_at), opened: count(opened) })}{" "}
        {stopped_at !== null && t("watch.preview.stopped", { day: stopped_at })}
      </p>
      <dl className="facts">
        {facts.map(([term, text]) => (
          <FactOf key={term} term={term} text={text} />
        ))}
      </dl>
      {preview.values.length > 0 && (
        <p>
          {t("watch.preview.values")}{" "}
          {preview.values.map(({ observed, count: times }) => (
            <span key={observed}>
              <code>{observed}</code> × {count(times)}{" "}
            </span>
          ))}
        </p>
      )}
      {days.length > 1 && <DayChart days={days} />}
      {days.length > 0 && (
        <table className="checks">
          <caption>{t("watch.preview.by_day")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("watch.preview.day")}</th>
              <th scope="col">{t("watch.preview.traffic")}</th>
              <th scope="col">{t("watch.preview.hits")}</th>
              <th scope="col">{t("watch.preview.anyway")}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((it) => (
              <tr key={it.on}>
                <th scope="row">{it.on}</th>
                <td>{count(it.traffic)}</td>
                <td>{count(it.hits)}</td>
                <td>{count(it.anyway)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {preview.cases.length > 0 && <Cases hits={preview.cases} />}
    </Section>
  );
}

function percent(text: string | null): string {
  return text === null ? "—" : `${text} %`;
}

function FactOf({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

function Cases({ hits }: { hits: readonly WatchHit[] }) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards">
      <caption>{t("watch.preview.cases", { count: hits.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("watch.preview.case")}</th>
          <th scope="col">{t("watch.preview.day")}</th>
          <th scope="col">{t("watch.preview.seen")}</th>
          <th scope="col">{t("watch.preview.selected_by")}</th>
          <th scope="col">{t("watch.preview.result")}</th>
        </tr>
      </thead>
      <tbody>
        {hits.map((it) => (
          <tr key={it.case}>
            <td data-label={t("watch.preview.case")}>
              {t(`watch.case.${it.kind}`)}{" "}
              <Link to={pageOfHit(it)}>
                <code>{it.number}</code>
              </Link>
            </td>
            <td data-label={t("watch.preview.day")}>{it.on}</td>
            <td data-label={t("watch.preview.seen")}>
              {it.places.map(({ pointer, observed }) => (
                <div key={pointer}>
                  <code>{observed}</code> <small>{pointer}</small>
                </div>
              ))}
            </td>
            <td data-label={t("watch.preview.selected_by")}>
              {it.selected_by.length === 0 ? t("watch.preview.nothing_else") : it.selected_by.join(" ")}
            </td>
            <td data-label={t("watch.preview.result")}>
              {it.is_conform === null
                ? t("watch.preview.not_examined")
                : it.is_conform
                  ? t("watch.preview.conform")
                  : t("watch.preview.not_conform")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
