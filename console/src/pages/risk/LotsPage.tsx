/** Lots of a day (随机布控): what was promised of its seed, the seed once the day is over, and every draw repeated. */

import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { useLots, type DayLots } from "../../api/riskFigures";
import { CopyButton } from "../../components/CopyButton";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoment, localMoment } from "../../domain/format";
import "../../styles/risk.css";

/** Of a long day the first are shown; all are in the file that the command line writes. */
const SHOWN_MAX = 200;

/** Today in China: a house that decides anything today has promised its seed, whenever it was opened. */
export function today(now: number): string {
  return localMoment(new Date(now).toISOString())?.date ?? "";
}

export default function LotsPage() {
  const { t } = useTranslation();
  useTitle(t("lots.title"));
  const [params, setParams] = useSearchParams();
  const [first] = useState(() => today(Date.now()));
  const day = params.get("day") ?? first;
  const [verified, setVerified] = useState("");
  const lots = useLots(day, verified === day);
  return (
    <>
      <h1>{t("lots.title")}</h1>
      <p className="quiet">{t("lots.lead")}</p>
      <div className="ask">
        <label>
          {t("lots.day")}{" "}
          <Input
            type="date"
            value={day}
            onChange={(event) => setParams({ day: event.target.value }, { replace: true })}
          />
        </label>
        <Button
          loading={lots.isFetching && verified === day}
          disabled={lots.data?.is_over !== true}
          onClick={() => setVerified(day)}
        >
          {t("lots.verify")}
        </Button>
      </div>
      {lots.isError && <Refusal error={lots.error} onRetry={() => void lots.refetch()} />}
      {lots.isLoading && <Loading />}
      {lots.data !== undefined && <LotsTold lots={lots.data} />}
    </>
  );
}

export function LotsTold({ lots: it }: { lots: DayLots }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className="facts">
        <dt>{t("lots.promise")}</dt>
        <dd>
          <code>{it.promise.digest}</code> <CopyButton text={it.promise.digest} />
        </dd>
        <dt>{t("lots.promised")}</dt>
        <dd>{t("lots.promised_in", { commit: it.promise.commit, at: formatMoment(it.promise.at) })}</dd>
        <dt>{t("lots.leaf")}</dt>
        <dd>
          <code>{it.promise.leaf}</code>{" "}
          <Seal tone={it.promise.is_in_chain ? "good" : "stop"}>
            {t(it.promise.is_in_chain ? "lots.in_chain" : "lots.not_in_chain")}
          </Seal>
        </dd>
        <dt>{t("lots.seed")}</dt>
        <dd>
          {it.seed === null ? (
            t("lots.not_over")
          ) : (
            <>
              <code>{it.seed}</code> <CopyButton text={it.seed} />
            </>
          )}
        </dd>
      </dl>
      {it.verified !== null && <Verified verified={it.verified} />}
    </>
  );
}

function Verified({ verified: it }: { verified: NonNullable<DayLots["verified"]> }) {
  const { t } = useTranslation();
  const differs = new Set(it.differing);
  // Those that differ come first.
  const draws = [...it.draws].sort((a, b) => Number(differs.has(b.case)) - Number(differs.has(a.case)));
  return (
    <section aria-labelledby="verified-title">
      <h2 id="verified-title">{t("lots.verified")}</h2>
      <p role="status">
        <Seal tone={it.agrees ? "good" : "stop"}>{t(it.agrees ? "lots.agrees" : "lots.differs")}</Seal>{" "}
        {t("lots.counts", {
          cases: formatCount(it.cases),
          drawn: formatCount(it.drawn),
          differing: formatCount(it.differing.length),
        })}{" "}
        {!it.is_promised && t("lots.not_promised")}
      </p>
      {draws.length > 0 && (
        <table className="checks as-cards figure-table">
          <caption>
            {t("lots.shown", {
              shown: formatCount(Math.min(SHOWN_MAX, draws.length)),
              of: formatCount(draws.length),
            })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t("lots.case")}</th>
              <th scope="col">{t("lots.key")}</th>
              <th scope="col">{t("lots.share")}</th>
              <th scope="col">{t("lots.result")}</th>
            </tr>
          </thead>
          <tbody>
            {draws.slice(0, SHOWN_MAX).map((draw) => (
              <tr key={`${String(draw.case)}/${draw.key}`}>
                <td data-label={t("lots.case")}>{draw.number === "" ? String(draw.case) : draw.number}</td>
                <td data-label={t("lots.key")}>
                  <code className="condition">{draw.key}</code>
                </td>
                <td data-label={t("lots.share")}>{draw.share}</td>
                <td data-label={t("lots.result")}>
                  {t(draw.is_drawn ? "lots.drawn" : "lots.not_drawn")}{" "}
                  {differs.has(draw.case) && <Seal tone="stop">{t("lots.otherwise")}</Seal>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
