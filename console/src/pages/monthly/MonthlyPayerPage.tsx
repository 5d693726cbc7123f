/** One trader who pays tax month by month: his months, and the slips that are open. */

import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useMonthlyPayer } from "../../api/queries";
import type { MonthlyDetail } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoney } from "../../domain/format";
import { toneOfMonthly } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { SlipTable } from "../declarations/SlipTable";
import { CasePage } from "../zone/CasePage";

export default function MonthlyPayerPage() {
  const { t } = useTranslation();
  const code = useParams().code ?? "";
  const { data, error, isError, refetch } = useMonthlyPayer(code);
  useTitle(t("monthly.one", { code }));
  if (isError) {
    return (
      <>
        <h1>{t("monthly.one", { code })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body payer={data} />;
}

function Body({ payer: it }: { payer: MonthlyDetail }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const valid =
    it.valid_to == null
      ? t("enterprises.list.open_end", { from: it.valid_from })
      : t("enterprises.list.days_text", { from: it.valid_from, to: it.valid_to });
  return (
    <CasePage
      title={t("monthly.one", { code: it.code })}
      back={{ to: "/monthly-payers", label: t("monthly.title") }}
      state={stateOf(it)}
      tone={toneOfMonthly(it.state)}
      keys={[
        { label: t("monthly.code"), text: it.code, to: `/enterprises/${it.code}` },
        { label: t("monthly.valid"), text: valid },
        { label: t("monthly.missed"), text: it.n_missed === 0 ? "" : String(it.n_missed) },
      ]}
      findings={[]}
      timeline={it.timeline}
    >
      <ActBar of={{ kind: "monthly_payer", number: it.code }} />
      <Section id="months" title={t("monthly.months")}>
        <MonthTable months={it.months} />
      </Section>
      <Section id="slips" title={t("monthly.slips", { count: it.slips.length })}>
        {it.slips.length === 0 ? (
          <p className="quiet">{t("monthly.no_slips")}</p>
        ) : (
          <SlipTable slips={it.slips} hasDeclarations />
        )}
      </Section>
    </CasePage>
  );
}

function MonthTable({ months }: { months: MonthlyDetail["months"] }) {
  const { t } = useTranslation();
  if (months.length === 0) return <p className="quiet">{t("monthly.no_months")}</p>;
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("monthly.month")}</th>
          <th scope="col">{t("monthly.due_on")}</th>
          <th scope="col" className="number">
            {t("monthly.open")}
          </th>
          <th scope="col" className="number">
            {t("monthly.owed")}
          </th>
          <th scope="col" className="number">
            {t("monthly.paid")}
          </th>
        </tr>
      </thead>
      <tbody>
        {months.map((it) => (
          <tr key={it.month}>
            <td data-label={t("monthly.month")}>{it.month}</td>
            <td data-label={t("monthly.due_on")}>{it.due_on}</td>
            <td data-label={t("monthly.open")} className="number">
              {formatCount(it.n_open)}
            </td>
            <td data-label={t("monthly.owed")} className="number">
              {formatMoney(it.owed)}
            </td>
            <td data-label={t("monthly.paid")} className="number">
              {formatMoney(it.paid)}
              <small>{t("monthly.paid_slips", { count: it.n_paid })}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
