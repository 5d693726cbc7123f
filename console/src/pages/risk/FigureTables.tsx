/** Tables of figures: by how cases were chosen, by credit, by rule and campaign. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { FigureRate, Fire, Gain, Standing, WayFigures } from "../../api/riskFigures";
import { Seal } from "../../components/Seal";
import { formatCount } from "../../domain/format";
import { formatInterval, formatPoints, formatShare, sideOf } from "../../domain/rates";

const TONES = { more: "good", less: "stop", open: "calm" } as const;

/** A hit rate with its interval, and of how many. */
export function RateCell({ rate }: { rate: FigureRate | undefined }) {
  const { t } = useTranslation();
  if (rate === undefined || rate.hit_rate === null) return <>—</>;
  return (
    <>
      {formatShare(rate.hit_rate)} <small>{formatInterval(rate.low, rate.high)}</small>{" "}
      <small>
        {t("figures.of", { found: formatCount(rate.found), examined: formatCount(rate.examined) })}
      </small>
    </>
  );
}

/** A difference in points; sure of its side or not. */
export function GainText({ gain }: { gain: Gain | null }) {
  const { t } = useTranslation();
  if (gain === null) return <>—</>;
  const side = sideOf(gain);
  return (
    <>
      <Seal tone={TONES[side]}>{t("figures.points", { points: formatPoints(gain.points) })}</Seal>{" "}
      <small>
        {t("figures.gain_interval", { low: formatPoints(gain.low), high: formatPoints(gain.high) })}{" "}
        {t(`figures.side.${side}`)}
      </small>
    </>
  );
}

export function WayTable({ ways }: { ways: readonly WayFigures[] }) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards figure-table">
      <caption>{t("figures.caption.way")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("figures.way_column")}</th>
          <th scope="col">{t("figures.selected")}</th>
          <th scope="col">{t("figures.examined")}</th>
          <th scope="col">{t("figures.found")}</th>
          <th scope="col">{t("figures.hit_rate")}</th>
        </tr>
      </thead>
      <tbody>
        {ways.map((it) => (
          <tr key={it.way}>
            <th scope="row" data-label={t("figures.way_column")}>
              {t(`figures.way.${it.way}`)}
            </th>
            <td data-label={t("figures.selected")}>{formatCount(it.selected)}</td>
            <td data-label={t("figures.examined")}>{formatCount(it.examined)}</td>
            <td data-label={t("figures.found")}>{formatCount(it.found)}</td>
            <td data-label={t("figures.hit_rate")}>
              {formatShare(it.hit_rate)} <small>{formatInterval(it.low, it.high)}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function StandingTable({ standings }: { standings: readonly Standing[] }) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards figure-table">
      <caption>{t("figures.caption.standing")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("figures.credit_column")}</th>
          <th scope="col">{t("figures.weighed")}</th>
          <th scope="col">{t("figures.selected")}</th>
          <th scope="col">{t("figures.examined")}</th>
          <th scope="col">{t("figures.in_vain")}</th>
          <th scope="col">{t("figures.share_in_vain")}</th>
        </tr>
      </thead>
      <tbody>
        {standings.map((it) => (
          <tr key={it.credit ?? "none"}>
            <th scope="row" data-label={t("figures.credit_column")}>
              {t(`figures.credit.${it.credit ?? "none"}`)}
            </th>
            <td data-label={t("figures.weighed")}>{formatCount(it.weighed)}</td>
            <td data-label={t("figures.selected")}>{formatCount(it.selected)}</td>
            <td data-label={t("figures.examined")}>{formatCount(it.examined)}</td>
            <td data-label={t("figures.in_vain")}>{formatCount(it.in_vain)}</td>
            <td data-label={t("figures.share_in_vain")}>{formatShare(it.share_in_vain)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A campaign has a page of its own, a rule its row. */
function FireName({ name, what }: { name: string; what: "rule" | "campaign" }) {
  const { t } = useTranslation();
  if (name === "") return <>{t("figures.others")}</>;
  const part = encodeURIComponent(name);
  return <Link to={what === "rule" ? `/risk/rules#${part}` : `/risk/campaigns/${part}`}>{name}</Link>;
}

export function FireTable({ fires, what }: { fires: readonly Fire[]; what: "rule" | "campaign" }) {
  const { t } = useTranslation();
  if (fires.length === 0) return <p className="blank">{t(`figures.no_fires.${what}`)}</p>;
  const cost = (it: Fire) =>
    it.examinations_per_finding === null ? "—" : it.examinations_per_finding.toFixed(1);
  return (
    <table className="checks as-cards figure-table">
      <thead>
        <tr>
          <th scope="col">{t(`figures.name.${what}`)}</th>
          <th scope="col">{t("figures.fired")}</th>
          <th scope="col">{t("figures.selected")}</th>
          <th scope="col">{t("figures.examinations")}</th>
          <th scope="col">{t("figures.hit_rate")}</th>
          <th scope="col">{t("figures.cost")}</th>
        </tr>
      </thead>
      <tbody>
        {fires.map((it) => (
          <tr key={it.name}>
            <th scope="row" data-label={t(`figures.name.${what}`)}>
              <FireName name={it.name} what={what} />
            </th>
            <td data-label={t("figures.fired")}>{formatCount(it.fired)}</td>
            <td data-label={t("figures.selected")}>{formatCount(it.selected)}</td>
            <td data-label={t("figures.examinations")}>{formatCount(it.examinations)}</td>
            <td data-label={t("figures.hit_rate")}>
              <RateCell rate={it} />
            </td>
            <td data-label={t("figures.cost")}>{cost(it)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
