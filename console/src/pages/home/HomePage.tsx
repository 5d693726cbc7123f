/** The own cases: what one has to do oneself, and where the rest stands, who does the next step and how long it takes. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type CaseGroup, type OwnCases, useOwnCases } from "../../api/ownCases";
import { useRights } from "../../api/session";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatDuration, formatMoment, formatMoney } from "../../domain/format";
import { toneOfDeclaration } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import "../../styles/acts.css";

export default function HomePage() {
  const { t } = useTranslation();
  useTitle(t("home.title"));
  const may = useRights();
  const { data, isError, error, refetch } = useOwnCases();
  return (
    <>
      <h1>{t("home.title")}</h1>
      <p className="quiet">{t("home.lead")}</p>
      <p className="home-links">
        {may("see_own_registration") && <Link to="/company">{t("company.from_home")}</Link>}{" "}
        <Link to="/services">{t("company.services")}</Link>
      </p>
      {isError && <Refusal error={error} onRetry={() => void refetch()} />}
      {data === undefined ? !isError && <Loading rows={8} /> : <Body cases={data} />}
    </>
  );
}

function Body({ cases }: { cases: OwnCases }) {
  const { t } = useTranslation();
  return (
    <>
      <Section id="to-do" title={t("home.to_do")}>
        <ToDo cases={cases} />
      </Section>
      <Section id="standing" title={t("home.standing")}>
        {cases.groups.length === 0 ? (
          <p className="blank">{t("home.none")}</p>
        ) : (
          <table className="entries as-cards">
            <thead>
              <tr>
                <th scope="col">{t("declaration.state")}</th>
                <th scope="col" className="number">
                  {t("home.count")}
                </th>
                <th scope="col">{t("home.waits_for")}</th>
                <th scope="col">{t("home.owner_label")}</th>
                <th scope="col">{t("home.takes")}</th>
                <th scope="col">{t("home.newest")}</th>
              </tr>
            </thead>
            <tbody>
              {cases.groups.map((it) => (
                <GroupRow key={it.state} group={it} />
              ))}
            </tbody>
          </table>
        )}
        {!cases.is_whole && <p className="quiet">{t("home.not_whole")}</p>}
        <p className="quiet">{t("home.measured")}</p>
      </Section>
    </>
  );
}

/** What waits for the reader: documents to answer, and slips to pay. */
function ToDo({ cases: { documents, slips } }: { cases: OwnCases }) {
  const { t } = useTranslation();
  const { titleOf, stateOf } = useLanguage();
  if (documents.length === 0 && slips.length === 0) return <p className="blank">{t("home.nothing_to_do")}</p>;
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          <th scope="col">{t("home.what")}</th>
          <th scope="col">{t("declaration.number")}</th>
          <th scope="col">{t("declaration.state")}</th>
          <th scope="col">{t("home.owner_label")}</th>
          <th scope="col">{t("home.due_on")}</th>
        </tr>
      </thead>
      <tbody>
        {documents.map((it) => (
          <tr key={it.number}>
            <td data-label={t("home.what")}>
              <Link to={`/documents/${it.number}`}>{titleOf(it)}</Link>
            </td>
            <td data-label={t("declaration.number")}>
              <code>{it.declaration_no}</code>
            </td>
            <td data-label={t("declaration.state")}>{stateOf(it)}</td>
            <td data-label={t("home.owner_label")}>{t("home.owner.trader")}</td>
            <td data-label={t("home.due_on")}>{it.due_on ?? "—"}</td>
          </tr>
        ))}
        {slips.map((it) => (
          <tr key={it.slip_no}>
            <td data-label={t("home.what")}>
              <Link to={`/declarations/${it.declaration_no}`}>
                {t("home.pay", { amount: formatMoney(it.amount) })}
              </Link>
            </td>
            <td data-label={t("declaration.number")}>
              <code>{it.declaration_no}</code>
            </td>
            <td data-label={t("declaration.state")}>{stateOf(it)}</td>
            <td data-label={t("home.owner_label")}>
              {t(it.state === "sent" ? "home.owner.bank" : "home.owner.trader")}
            </td>
            <td data-label={t("home.due_on")}>{it.due_on}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function GroupRow({ group: it }: { group: CaseGroup }) {
  const { t } = useTranslation();
  const { language, stateOf } = useLanguage();
  const step = it.wait == null ? "—" : language === "zh" ? it.wait.step_zh : it.wait.step_en;
  return (
    <tr>
      <td data-label={t("declaration.state")}>
        <Link to={`/declarations?state=${it.state}`}>
          <Seal tone={toneOfDeclaration(it.state)}>{stateOf(it)}</Seal>
        </Link>
      </td>
      <td data-label={t("home.count")} className="number">
        {it.count}
      </td>
      <td data-label={t("home.waits_for")}>{step}</td>
      <td data-label={t("home.owner_label")}>{it.wait == null ? "—" : t(`home.owner.${it.wait.owner}`)}</td>
      <td data-label={t("home.takes")}>
        <Takes of={it} />
      </td>
      <td data-label={t("home.newest")}>
        <ul className="home-newest">
          {it.items.map((one) => (
            <li key={one.number}>
              <Link to={`/declarations/${one.number}`}>
                <code>{one.declaration_no === "" ? one.preliminary_no : one.declaration_no}</code>
              </Link>{" "}
              <small>
                {one.reference} · {formatMoment(one.updated_at)}
              </small>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

/** As measured, never as promised. */
function Takes({ of: { wait, measured } }: { of: CaseGroup }) {
  const { t } = useTranslation();
  if (wait == null) return <>—</>;
  if (measured?.p50_ms == null || measured.p90_ms == null) return <>{t("home.not_measured")}</>;
  return (
    <>
      {t("home.times", {
        half: formatDuration(measured.p50_ms),
        most: formatDuration(measured.p90_ms),
        count: measured.n,
      })}
    </>
  );
}
