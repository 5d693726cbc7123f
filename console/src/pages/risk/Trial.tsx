/** What a rule would have selected: figures, offices, channels, days and cases. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { RuleHit, RulePreview } from "../../api/risk";
import { Seal } from "../../components/Seal";
import { formatCount } from "../../domain/format";
import { toneOfChannel } from "../../domain/tone";
import { DayChart } from "../watch/DayChart";
import { FigureTable } from "./FigureTable";

const PAGES = { parcel: "/entries", export: "/exports", declaration: "/declarations" } as const;

function percent(text: string | null): string {
  return text === null ? "—" : `${text} %`;
}

/** The page of a case: parcels have theirs under the house's number. */
function pageOf({ kind, number, case: own }: RuleHit): string {
  return `${PAGES[kind]}/${kind === "declaration" ? encodeURIComponent(number) : String(own)}`;
}

export function Trial({ preview: it }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const count = formatCount;
  const moved = (before: number, after: number) => `${count(before)} → ${count(after)}`;
  const facts: [string, string][] = [
    [t("rules.preview.fired"), count(it.fired)],
    [t("rules.preview.share"), percent(it.share_percent)],
    [t("rules.preview.anyway"), count(it.anyway)],
    [t("rules.preview.gained"), count(it.gained)],
    [t("rules.preview.lost"), count(it.lost)],
    [t("rules.preview.selected"), moved(it.before, it.after)],
    [t("rules.preview.examinations"), moved(it.examinations_before, it.examinations_after)],
    [t("rules.preview.examined"), count(it.fired_results.examined)],
    [
      t("rules.preview.found"),
      `${count(it.fired_results.found)} (${percent(it.fired_results.found_percent)})`,
    ],
    [t("rules.preview.lot"), percent(it.lot_results.found_percent)],
  ];
  const days = it.days
    .filter((day) => day.weighed > 0)
    .map(({ on, weighed, fired, anyway }) => ({ on, traffic: weighed, hits: fired, anyway }));
  return (
    <section className="rule-trial" aria-labelledby="trial-title">
      <h3 id="trial-title">{t("rules.preview.title")}</h3>
      <p className="quiet">
        {t("rules.preview.lead", { from: it.from, to: it.to, weighed: count(it.weighed) })}{" "}
        {it.stopped_at !== null && t("rules.preview.stopped", { day: it.stopped_at })}{" "}
        {it.differ > 0 && t("rules.preview.differ", { count: it.differ })}
      </p>
      <dl className="facts">
        {facts.map(([term, text]) => (
          <FactOf key={term} term={term} text={text} />
        ))}
      </dl>
      {days.length > 1 && <DayChart days={days} />}
      {it.channels.length > 0 && <Channels preview={it} />}
    </section>
  );
}

/** What has many rows: by office, and case by case. */
export function TrialLists({ preview: it }: { preview: RulePreview }) {
  return (
    <>
      {it.customs.length > 0 && <Offices preview={it} />}
      {it.cases.length > 0 && <Cases hits={it.cases} />}
    </>
  );
}

export function FactOf({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

export function Channels({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const columns = [
    t("rules.preview.channel"),
    t("rules.preview.before"),
    t("rules.preview.after"),
    t("rules.preview.in"),
    t("rules.preview.out"),
  ];
  const rows = preview.channels.map((it) => ({
    key: it.channel,
    name: t(`rules.channel.${it.channel}`),
    figures: [it.before, it.after, it.gained, it.lost].map(formatCount),
  }));
  return <FigureTable caption={t("rules.preview.by_channel")} columns={columns} rows={rows} />;
}

function Offices({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const columns = [
    t("rules.preview.customs"),
    t("rules.preview.weighed"),
    t("rules.preview.fired"),
    t("rules.preview.before"),
    t("rules.preview.after"),
    t("rules.preview.in"),
    t("rules.preview.out"),
  ];
  const rows = preview.customs.map((it) => ({
    key: it.customs,
    name: it.customs === "" ? t("common.not_given") : it.customs,
    figures: [it.weighed, it.fired, it.before, it.after, it.gained, it.lost].map(formatCount),
  }));
  return <FigureTable caption={t("rules.preview.by_customs")} columns={columns} rows={rows} />;
}

function Cases({ hits }: { hits: readonly RuleHit[] }) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards">
      <caption>{t("rules.preview.cases", { count: hits.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("rules.preview.case")}</th>
          <th scope="col">{t("rules.preview.day")}</th>
          <th scope="col">{t("rules.preview.observed")}</th>
          <th scope="col">{t("rules.preview.moved")}</th>
          <th scope="col">{t("rules.preview.result")}</th>
        </tr>
      </thead>
      <tbody>
        {hits.map((it) => (
          <tr key={`${String(it.case)}/${it.on}/${it.observed}`}>
            <td data-label={t("rules.preview.case")}>
              {t(`watch.case.${it.kind}`)}{" "}
              <Link to={pageOf(it)}>
                <code>{it.number}</code>
              </Link>
            </td>
            <td data-label={t("rules.preview.day")}>{it.on}</td>
            <td data-label={t("rules.preview.observed")}>
              <code className="condition">{it.observed}</code>
              {it.probable_after !== null && (
                <small>
                  {t("plans.trial.probable", { before: it.probable_before ?? "—", after: it.probable_after })}
                </small>
              )}
            </td>
            <td data-label={t("rules.preview.moved")}>
              {it.before !== it.after && <>{t(`rules.channel.${it.before}`)} → </>}
              <Seal tone={toneOfChannel(it.after)}>{t(`rules.channel.${it.after}`)}</Seal>
              {it.is_anyway && <small>{t("rules.preview.also")}</small>}
            </td>
            <td data-label={t("rules.preview.result")}>
              {it.is_found === null
                ? t("rules.preview.no_result")
                : it.is_found
                  ? t("rules.preview.is_found")
                  : t("rules.preview.is_conform")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
