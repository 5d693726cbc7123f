/** Traders who pay tax month by month: where each stands, and what is open of which month. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useMonthlyPayers } from "../../api/queries";
import type { MonthlySummary } from "../../api/types";
import { Listing } from "../../components/Listing";
import { Seal } from "../../components/Seal";
import { useTitle } from "../../components/useTitle";
import { formatMoney } from "../../domain/format";
import { toneOfMonthly } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { DeskHead } from "../declarations/DeskHead";

export default function MonthlyPayersPage() {
  const { t } = useTranslation();
  useTitle(t("monthly.title"));
  const payers = useMonthlyPayers();
  return (
    <>
      <DeskHead title={t("monthly.title")} lead={t("monthly.lead")} />
      <Listing query={payers} none={t("monthly.none")} shown={(count) => t("monthly.shown", { count })}>
        {(items) => <PayerTable payers={items} />}
      </Listing>
    </>
  );
}

function PayerTable({ payers }: { payers: readonly MonthlySummary[] }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          <th scope="col">{t("monthly.code")}</th>
          <th scope="col">{t("monthly.state")}</th>
          <th scope="col">{t("monthly.valid")}</th>
          <th scope="col">{t("monthly.months")}</th>
          <th scope="col" className="number">
            {t("monthly.missed")}
          </th>
        </tr>
      </thead>
      <tbody>
        {payers.map((it) => (
          <tr key={it.code}>
            <td data-label={t("monthly.code")}>
              <Link to={`/monthly-payers/${it.code}`}>
                <code>{it.code}</code>
              </Link>
            </td>
            <td data-label={t("monthly.state")}>
              <Seal tone={toneOfMonthly(it.state)}>{stateOf(it)}</Seal>
            </td>
            <td data-label={t("monthly.valid")}>
              {it.valid_to == null
                ? t("enterprises.list.open_end", { from: it.valid_from })
                : t("enterprises.list.days_text", { from: it.valid_from, to: it.valid_to })}
            </td>
            <td data-label={t("monthly.months")}>
              {it.months.length === 0
                ? "—"
                : it.months.map((month) => (
                    <div key={month.month}>
                      {month.month} {formatMoney(month.owed)} <small>{`≤ ${month.due_on}`}</small>
                    </div>
                  ))}
            </td>
            <td data-label={t("monthly.missed")} className="number">
              {it.n_missed}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
