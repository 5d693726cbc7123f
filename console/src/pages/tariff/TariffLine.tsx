/** One tariff line with everything it asks for. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { TariffRate, TariffView } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { Seal } from "../../components/Seal";
import { useLanguage } from "../../i18n";

export function TariffLine({ line }: { line: TariffView }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const to = line.to ?? t("tariff.open_end");
  return (
    <article className="tariff">
      <h2>
        <code>{line.commodity_code}</code> {line.name}
      </h2>
      {line.assumed && <Alert className="assumed" type="warning" showIcon title={t("tariff.assumed")} />}
      <dl className="facts">
        <dt>{t("tariff.holds")}</dt>
        <dd>
          {t("tariff.to", { from: line.from, to })} <BasisLine basis={line.basis} />
        </dd>
        <dt>{t("tariff.units")}</dt>
        <dd>
          {line.units.map((it) => `${titleOf(it)} (${it.code})`).join(t("common.and")) || t("common.none")}
        </dd>
        <dt>{t("tariff.licences")}</dt>
        <Needs needs={line.licences} />
        <dt>{t("tariff.inspections")}</dt>
        <Needs needs={line.inspections} />
        <dt>{t("tariff.elements")}</dt>
        <dd>{line.elements.join(t("common.and")) || t("common.none")}</dd>
      </dl>
      <h3>{t("tariff.rates")}</h3>
      <RateTable rates={line.rates} />
      {line.notes.length > 0 && (
        <ul className="notes" lang="en">
          {line.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Needs({ needs }: { needs: TariffView["licences"] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  if (needs.length === 0) return <dd>{t("common.none")}</dd>;
  return (
    <dd>
      <ul className="needs">
        {needs.map((it) => (
          <li key={`${it.direction}/${it.code}`}>
            <code>{it.code}</code> {titleOf(it)}{" "}
            <span className="quiet">{t(`tariff.direction.${it.direction}`)}</span>
          </li>
        ))}
      </ul>
    </dd>
  );
}

function RateTable({ rates }: { rates: readonly TariffRate[] }) {
  const { t } = useTranslation();
  return (
    <table className="rates">
      <thead>
        <tr>
          <th scope="col">{t("tariff.kind_label")}</th>
          <th scope="col" className="number">
            {t("tariff.rate")}
          </th>
          <th scope="col">{t("tax.basis")}</th>
        </tr>
      </thead>
      <tbody>
        {rates.map((rate) => (
          <tr key={`${rate.kind}/${rate.label}`} className={rate.applies ? "is-applied" : ""}>
            <td>
              {t(`tariff.kind.${rate.kind}`)} <span className="quiet">{rate.label}</span>{" "}
              {rate.applies && <Seal tone="good">{t("tariff.applies")}</Seal>}
            </td>
            <td className="number">{rate.rate}</td>
            <td>
              <BasisLine basis={rate.basis} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
