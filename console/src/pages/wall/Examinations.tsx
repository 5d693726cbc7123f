/** What was chosen for examination and what was found: by chance, by rules, by officers. */

import { useTranslation } from "react-i18next";

import type { Wall } from "../../api/types";
import { formatCount } from "../../domain/format";
import { lift, results, shareOf, type Window } from "../../domain/wall";
import { useLanguage } from "../../i18n";
import { Panel } from "./Panel";

const GROUPS = ["random", "rule", "officer"] as const;

export function Examinations({ board, window }: { board: Wall; window: Window }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <Panel id="examination" title={t("wall.examination.title")}>
      <div
        className="wall-panel-body wall-scroll"
        tabIndex={0}
        role="group"
        aria-label={t("wall.examination.title")}
      >
        {board.examinations.map((it) => {
          const chosen = it[window];
          const points = lift(chosen);
          return (
            <table key={it.procedure} className="wall-table">
              <caption>
                {titleOf(it)} · {t("wall.examination.share")}{" "}
                <strong>{shareOf(chosen.examination, chosen.looked_at)}</strong>
                <span className="wall-soft">
                  {" "}
                  {formatCount(chosen.examination)} / {formatCount(chosen.looked_at)}
                </span>
              </caption>
              <thead>
                <tr>
                  <td />
                  <th scope="col">{t("wall.examination.chosen")}</th>
                  <th scope="col">{t("wall.examination.ended")}</th>
                  <th scope="col">{t("wall.examination.found")}</th>
                  <th scope="col">{t("wall.examination.rate")}</th>
                </tr>
              </thead>
              <tbody>
                {GROUPS.map((group) => {
                  const { ended, found } = results(chosen[group]);
                  return (
                    <tr key={group}>
                      <th scope="row">{t(`wall.examination.${group}`)}</th>
                      <td>{formatCount(chosen[group].chosen)}</td>
                      <td>{formatCount(ended)}</td>
                      <td>{formatCount(found)}</td>
                      <td>{shareOf(found, ended)}</td>
                    </tr>
                  );
                })}
              </tbody>
              <tfoot>
                <tr>
                  <td colSpan={5} className="wall-soft">
                    {points === null
                      ? t("wall.examination.no_lift")
                      : t("wall.examination.lift", { points: points.toFixed(1) })}
                  </td>
                </tr>
              </tfoot>
            </table>
          );
        })}
        <p className="wall-soft wall-small">{t("wall.examination.note")}</p>
      </div>
    </Panel>
  );
}
