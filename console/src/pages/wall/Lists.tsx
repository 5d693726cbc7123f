/** What is wrong, and what waits for an officer. */

import { useTranslation } from "react-i18next";

import type { Wall } from "../../api/types";
import { formatCount, formatMoment } from "../../domain/format";
import { shortSpan } from "../../domain/wall";
import { useLanguage } from "../../i18n";
import { Panel } from "./Panel";

export function Alerts({ board }: { board: Wall }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const count = board.alerts.length;
  return (
    <Panel
      id="alerts"
      title={t("wall.alerts.title")}
      extra={<Count count={count} tone={count > 0 ? "stop" : "good"} />}
    >
      <div
        className="wall-panel-body wall-scroll"
        tabIndex={0}
        role="group"
        aria-label={t("wall.alerts.title")}
      >
        {count === 0 && <p className="wall-empty">{t("wall.alerts.none")}</p>}
        <ul className="wall-alerts" aria-live="polite">
          {board.alerts.map((it) => (
            <li key={`${it.kind}.${it.subject}`} className={`is-${it.gravity}`}>
              <span className="wall-alert-title">{titleOf(it)}</span>
              <span className="wall-alert-count">{formatCount(it.count)}</span>
              <span className="wall-soft">
                {[
                  it.subject,
                  it.since === null ? "" : t("wall.alerts.since", { moment: formatMoment(it.since) }),
                ]
                  .filter((text) => text !== "")
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Count({ count, tone }: { count: number; tone: "stop" | "good" }) {
  return <span className={`wall-count is-${tone}`}>{formatCount(count)}</span>;
}

export function Queues({ board, now }: { board: Wall; now: number }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const queues = board.queues.filter((it) => it.count > 0);
  const total = queues.reduce((sum, it) => sum + it.count, 0);
  const ageOf = (since: string | null) =>
    since === null ? "–" : shortSpan(Math.max(0, now - new Date(since).getTime()));
  return (
    <Panel id="queues" title={t("wall.queues.title")} extra={<Count count={total} tone="good" />}>
      <div
        className="wall-panel-body wall-scroll"
        tabIndex={0}
        role="group"
        aria-label={t("wall.queues.title")}
      >
        {queues.length === 0 ? (
          <p className="wall-empty">{t("wall.queues.none")}</p>
        ) : (
          <table className="wall-table">
            <thead>
              <tr>
                <th scope="col">{t("wall.queues.queue")}</th>
                <th scope="col">{t("wall.queues.count")}</th>
                <th scope="col">{t("wall.queues.oldest")}</th>
              </tr>
            </thead>
            <tbody>
              {queues.map((it) => (
                <tr key={`${it.procedure}.${it.state}`}>
                  <th scope="row">
                    {titleOf({ title_zh: it.procedure_zh, title_en: it.procedure_en })} · {titleOf(it)}
                  </th>
                  <td>{formatCount(it.count)}</td>
                  <td>{ageOf(it.first_since)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
