/** What earlier lines of the same goods came to: prices with the line's own marked among them, examinations, findings. */

import { useTranslation } from "react-i18next";

import type { LinePast, Spread } from "../../../api/background";
import { Seal } from "../../../components/Seal";
import { formatCount, formatMoney } from "../../../domain/format";
import type { Tone } from "../../../domain/tone";

const TONES: Record<Spread["place"], Tone> = {
  below_all: "stop",
  low: "watch",
  usual: "good",
  high: "watch",
  above_all: "stop",
  unknown: "calm",
};

export function GoodsTab({ goods }: { goods: readonly LinePast[] }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="quiet">{t("background.goods_lead")}</p>
      {goods.map((it) => (
        <Line key={it.line} line={it} />
      ))}
    </>
  );
}

function Line({ line: it }: { line: LinePast }) {
  const { t } = useTranslation();
  const price = (text: string | null | undefined) => (text == null ? "—" : formatMoney(text));
  return (
    <section className="background-part" aria-label={`${String(it.line)} ${it.name}`}>
      <h3>
        {it.line} · <code>{it.commodity_code}</code> {it.name} · {it.origin}
      </h3>
      <p>
        {t("background.own_price", {
          declared: price(it.declared),
          assessed: price(it.assessed),
          unit: it.unit,
        })}
      </p>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{t("background.group")}</th>
            <th scope="col" className="number">
              {t("background.sample")}
            </th>
            <th scope="col" className="number">
              {t("background.examined_found")}
            </th>
            <th scope="col">
              {t("background.declared")} <small>{t("background.spread")}</small>
            </th>
            <th scope="col">
              {t("background.assessed")} <small>{t("background.spread")}</small>
            </th>
          </tr>
        </thead>
        <tbody>
          {it.groups.map((group) => (
            <tr key={`${group.of} ${String(group.digits)}`}>
              <th scope="row">
                {t(`background.goods_of.${group.of}`)} · {t("background.digits", { digits: group.digits })}
              </th>
              <td data-label={t("background.sample")} className="number">
                {group.is_more
                  ? t("background.sample_more", { n: formatCount(group.n) })
                  : formatCount(group.n)}
              </td>
              <td
                data-label={t("background.examined_found")}
                className={group.found > 0 ? "number is-lit" : "number"}
              >
                {formatCount(group.examined)} / {formatCount(group.found)}
              </td>
              <td data-label={t("background.declared")}>
                <Prices spread={group.declared} />
              </td>
              <td data-label={t("background.assessed")}>
                <Prices spread={group.assessed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Prices({ spread: it }: { spread: Spread | null | undefined }) {
  const { t } = useTranslation();
  if (it == null) return <span className="quiet">{t("background.no_prices")}</span>;
  return (
    <>
      {formatMoney(it.min)} / <strong>{formatMoney(it.p50)}</strong> / {formatMoney(it.max)}
      {it.lower_percent != null && (
        <span className="background-place">
          <Seal tone={TONES[it.place]}>{t(`background.place.${it.place}`)}</Seal>{" "}
          {it.place !== "unknown" && <small>{t("background.lower", { percent: it.lower_percent })}</small>}
        </span>
      )}
    </>
  );
}
