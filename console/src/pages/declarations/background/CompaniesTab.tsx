/** What earlier declarations of each company came to, by month, with the newest of them. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { CompanyPast, PastCase, PastCounts } from "../../../api/background";
import { useRights } from "../../../api/session";
import { Seal } from "../../../components/Seal";
import { formatCount, formatMoney } from "../../../domain/format";
import { useLanguage } from "../../../i18n";

const COUNTS = [
  "filed",
  "released",
  "returned",
  "amended",
  "withdrawn",
  "examined",
  "found",
  "audited",
  "audit_found",
  "debts",
] as const satisfies readonly (keyof PastCounts)[];
/** Counts that speak against a company. */
const GRAVE: readonly (keyof PastCounts)[] = ["found", "audit_found", "debts"];

export function CompaniesTab({ companies }: { companies: readonly CompanyPast[] }) {
  return companies.map((it) => <Company key={it.code} company={it} />);
}

function Company({ company: it }: { company: CompanyPast }) {
  const { t } = useTranslation();
  const may = useRights();
  const roles = it.roles.map((role) => t(`background.role.${role}`)).join(t("common.and"));
  return (
    <section className="background-part" aria-label={`${roles} ${it.name}`}>
      <h3>
        {roles}{" "}
        {may("see_registry") && it.registration != null ? (
          <Link to={`/enterprises/${it.code}`}>
            <code>{it.code}</code> {it.name}
          </Link>
        ) : (
          <>
            <code>{it.code}</code> {it.name}
          </>
        )}
      </h3>
      <p>
        {t("background.registration")}{" "}
        {it.registration == null ? (
          <Seal tone="watch">{t("background.not_registered")}</Seal>
        ) : (
          <>
            <Seal tone={it.registration.is_in_force ? "good" : "stop"}>
              {it.registration.is_in_force ? t("background.in_force") : it.registration.why_not}
            </Seal>{" "}
            {t("background.credit")}{" "}
            <Seal tone={it.registration.credit_today === "dishonest" ? "stop" : "calm"}>
              {t(`enterprises.credit.${it.registration.credit_today}`)}
            </Seal>
          </>
        )}
      </p>
      {it.total.filed === 0 ? (
        <p className="blank">{t("background.none_before")}</p>
      ) : (
        <Counts company={it} />
      )}
      {it.total.filed > 0 && <Last cases={it.last} />}
    </section>
  );
}

function Counts({ company: it }: { company: CompanyPast }) {
  const { t } = useTranslation();
  const rows = [...it.months, { ...it.total, month: t("background.all_months") }];
  return (
    <>
      <div className="background-wide" tabIndex={0} role="region" aria-label={t("background.counted")}>
        <table>
          <caption>{t("background.counted")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("background.month")}</th>
              {COUNTS.map((name) => (
                <th key={name} scope="col" className="number">
                  {t(`background.count.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.month}>
                <th scope="row">{row.month}</th>
                {COUNTS.map((name) => (
                  <td
                    key={name}
                    className={GRAVE.includes(name) && row[name] > 0 ? "number is-lit" : "number"}
                  >
                    {formatCount(row[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {it.is_more && <p className="quiet">{t("background.counted_more", { count: it.total.filed })}</p>}
    </>
  );
}

function Last({ cases }: { cases: readonly PastCase[] }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  if (cases.length === 0) return <p className="quiet">{t("background.none_to_see")}</p>;
  const isCount = (name: string): name is keyof PastCounts => COUNTS.some((it) => it === name);
  return (
    <table className="as-cards">
      <caption>{t("background.last")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("background.declaration")}</th>
          <th scope="col">{t("background.filed_on")}</th>
          <th scope="col">{t("background.customs")}</th>
          <th scope="col">{t("background.state")}</th>
          <th scope="col" className="number">
            {t("background.value")}
          </th>
          <th scope="col">{t("background.outcomes")}</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((it) => (
          <tr key={it.number}>
            <td data-label={t("background.declaration")}>
              <Link to={`/declarations/${String(it.number)}`}>
                <code>{it.declaration_no === "" ? it.number : it.declaration_no}</code>
              </Link>
            </td>
            <td data-label={t("background.filed_on")}>{it.filed_on}</td>
            <td data-label={t("background.customs")}>{it.declaring_customs}</td>
            <td data-label={t("background.state")}>{stateOf(it)}</td>
            <td data-label={t("background.value")} className="number">
              {it.customs_value == null ? "—" : formatMoney(it.customs_value)}
            </td>
            <td data-label={t("background.outcomes")}>
              {it.outcomes.length === 0
                ? t("background.nothing")
                : it.outcomes.filter(isCount).map((name) => (
                    <Seal key={name} tone={GRAVE.includes(name) ? "stop" : "watch"}>
                      {t(`background.count.${name}`)}
                    </Seal>
                  ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
