/** Why a declaration was selected: drawn or not, each row that was weighed, and what the analysis saw. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Selected } from "../../../api/background";
import { useRights } from "../../../api/session";
import { BasisLine } from "../../../components/BasisLine";
import { Seal } from "../../../components/Seal";
import { isSpared, ToldRule } from "../../../components/ToldRule";
import { usePointerWords } from "../../../components/usePointerWords";
import { formatMoment } from "../../../domain/format";
import { toneOfLane } from "../../../domain/tone";
import { useLanguage } from "../../../i18n";

export function SelectedTab({ selected: it }: { selected: Selected }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  if (it.at == null) return <p className="blank">{t("background.not_yet")}</p>;
  const share = it.is_random
    ? t("background.is_drawn", { share: it.share })
    : t("background.not_drawn", { share: it.share });
  return (
    <>
      <dl className="facts">
        <dt>{t("background.lane")}</dt>
        <dd>{it.lane != null && <Seal tone={toneOfLane(it.lane)}>{t(`selection.lane.${it.lane}`)}</Seal>}</dd>
        <dt>{t("background.looked_at")}</dt>
        <dd>{formatMoment(it.at)}</dd>
        <dt>{t("background.drawn")}</dt>
        <dd>
          {share}
          {it.usual_share !== it.share && <small>{t("background.usual", { usual: it.usual_share })}</small>}
        </dd>
        {it.ordered.length > 0 && (
          <>
            <dt>{t("background.ordered")}</dt>
            <dd>
              {it.ordered.map(({ officer, reason, at }) => (
                <p key={at}>{t("background.ordered_by", { officer, reason, at: formatMoment(at) })}</p>
              ))}
            </dd>
          </>
        )}
        {it.bases.map((of) => (
          <BasisOf key={of.rule} title={titleOf(of)} basis={of.basis} />
        ))}
      </dl>
      <h3>{t("background.weighed")}</h3>
      {it.rows.length === 0 ? (
        <p className="blank">{t("background.no_rows")}</p>
      ) : (
        <RowTable rows={it.rows} />
      )}
      {it.n_more_rows > 0 && <p className="quiet">{t("background.more_rows", { count: it.n_more_rows })}</p>}
      <h3>{t("rules.fired")}</h3>
      {it.rules.length === 0 ? (
        <p className="blank">{t("rules.none_fired")}</p>
      ) : (
        <ul className="reasons">
          {it.rules.map(({ rule, observed, lane }) => (
            <li key={rule.id}>
              <ToldRule rule={rule} observed={observed} isSpared={isSpared(rule, lane)} />
            </li>
          ))}
        </ul>
      )}
      <h3>{t("background.features")}</h3>
      <FeatureTable features={it.features} />
    </>
  );
}

function BasisOf({ title, basis }: { title: string; basis: Selected["bases"][number]["basis"] }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <BasisLine basis={basis} />
      </dd>
    </>
  );
}

function RowTable({ rows }: { rows: Selected["rows"] }) {
  const { t } = useTranslation();
  const may = useRights();
  const pointerWords = usePointerWords();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("background.row")}</th>
          <th scope="col">{t("background.what")}</th>
          <th scope="col">{t("background.reason")}</th>
          <th scope="col">{t("background.who")}</th>
          <th scope="col">{t("background.days")}</th>
          <th scope="col">{t("background.hits")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((it) => (
          <tr key={it.id} className={it.hits.length > 0 ? "is-lit" : undefined}>
            <td data-label={t("background.row")}>
              {it.place > 0 && <span>{it.place} · </span>}
              {may("see_watch") && it.place > 0 ? (
                <Link to={`/watch#${encodeURIComponent(it.id)}`}>
                  <code>{it.id}</code>
                </Link>
              ) : (
                <code>{it.id}</code>
              )}
            </td>
            <td data-label={t("background.what")}>
              {it.kind != null && t(`watch.kind.${it.kind}`)} <code>{it.value}</code>
            </td>
            <td data-label={t("background.reason")}>{it.reason}</td>
            <td data-label={t("background.who")}>{it.officer === "" ? t("common.not_given") : it.officer}</td>
            <td data-label={t("background.days")}>
              {it.from == null
                ? t("common.not_given")
                : it.to == null
                  ? t("watch.open_end", { from: it.from })
                  : t("watch.days_text", { from: it.from, to: it.to })}
            </td>
            <td data-label={t("background.hits")}>
              {it.hits.length === 0
                ? t("background.no_hit")
                : it.hits.map((hit) => (
                    <p key={hit.pointer}>
                      {pointerWords(hit.pointer)}: <code>{hit.observed}</code>
                    </p>
                  ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FeatureTable({ features }: { features: Selected["features"] }) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col" className="number">
            {t("background.line")}
          </th>
          <th scope="col">{t("background.commodity")}</th>
          <th scope="col">{t("background.country")}</th>
          <th scope="col">{t("background.name")}</th>
          <th scope="col">{t("background.model")}</th>
        </tr>
      </thead>
      <tbody>
        {features.map((it) => (
          <tr key={it.line}>
            <td data-label={t("background.line")} className="number">
              {it.line}
            </td>
            <td data-label={t("background.commodity")}>
              <code>{it.commodity_code}</code>
            </td>
            <td data-label={t("background.country")}>{it.country}</td>
            <td data-label={t("background.name")}>{it.name}</td>
            <td data-label={t("background.model")}>{it.model}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
