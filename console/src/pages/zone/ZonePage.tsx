/** What leaves bonded zones: exit lists and gate passes, newest first. */

import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";

import { useExitLists, useGatePasses } from "../../api/queries";
import type { ExitListSummary, GatePassSummary } from "../../api/types";
import { Seal } from "../../components/Seal";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { toneOfExitList, toneOfGatePass } from "../../domain/tone";
import { useLanguage } from "../../i18n";

export function ExitListsPage() {
  const { t } = useTranslation();
  useTitle(t("zone.exit_lists"));
  const lists = useExitLists();
  return (
    <>
      <Head />
      <Listing query={lists} none={t("zone.no_exit_lists")} shown={(count) => t("zone.shown", { count })}>
        {(items) => (
          <table className="entries as-cards">
            <thead>
              <tr>
                <th scope="col">{t("zone.list_no")}</th>
                <th scope="col">{t("zone.state")}</th>
                <th scope="col">{t("zone.reference")}</th>
                <th scope="col">{t("zone.book_no")}</th>
                <th scope="col">{t("zone.operator")}</th>
                <th scope="col" className="number">
                  {t("zone.parcels")}
                </th>
                <th scope="col">{t("zone.updated_at")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((it) => (
                <ExitListRow key={it.number} list={it} />
              ))}
            </tbody>
          </table>
        )}
      </Listing>
    </>
  );
}

function ExitListRow({ list }: { list: ExitListSummary }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const state = stateOf(list);
  return (
    <tr>
      <td data-label={t("zone.list_no")}>
        <Link to={`/exit-lists/${list.number}`}>
          <code>{list.list_no === "" ? list.preliminary_no : list.list_no}</code>
        </Link>
      </td>
      <td data-label={t("zone.state")}>
        <Seal tone={toneOfExitList(list.state)}>{state}</Seal>
      </td>
      <td data-label={t("zone.reference")}>
        <code>{list.reference}</code>
      </td>
      <td data-label={t("zone.book_no")}>
        <Link to={`/books/${list.book_no}`}>
          <code>{list.book_no}</code>
        </Link>
      </td>
      <td data-label={t("zone.operator")}>
        <code>{list.operator_code}</code>
      </td>
      <td data-label={t("zone.parcels")} className="number">
        {list.n_parcels}
      </td>
      <td data-label={t("zone.updated_at")} className="moment">
        {formatMoment(list.updated_at)}
      </td>
    </tr>
  );
}

export function GatePassesPage() {
  const { t } = useTranslation();
  useTitle(t("zone.gate_passes"));
  const passes = useGatePasses();
  return (
    <>
      <Head />
      <Listing query={passes} none={t("zone.no_gate_passes")} shown={(count) => t("zone.shown", { count })}>
        {(items) => (
          <table className="entries as-cards">
            <thead>
              <tr>
                <th scope="col">{t("zone.pass_no")}</th>
                <th scope="col">{t("zone.state")}</th>
                <th scope="col">{t("zone.reference")}</th>
                <th scope="col">{t("zone.vehicle")}</th>
                <th scope="col">{t("zone.operator")}</th>
                <th scope="col">{t("zone.updated_at")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((it) => (
                <GatePassRow key={it.number} pass={it} />
              ))}
            </tbody>
          </table>
        )}
      </Listing>
    </>
  );
}

function GatePassRow({ pass }: { pass: GatePassSummary }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const state = stateOf(pass);
  return (
    <tr>
      <td data-label={t("zone.pass_no")}>
        <Link to={`/gate-passes/${pass.number}`}>
          <code>{pass.pass_no === "" ? pass.preliminary_no : pass.pass_no}</code>
        </Link>
      </td>
      <td data-label={t("zone.state")}>
        <Seal tone={toneOfGatePass(pass.state)}>{state}</Seal>
      </td>
      <td data-label={t("zone.reference")}>
        <code>{pass.reference}</code>
      </td>
      <td data-label={t("zone.vehicle")}>{pass.vehicle_no}</td>
      <td data-label={t("zone.operator")}>
        <code>{pass.operator_code}</code>
      </td>
      <td data-label={t("zone.updated_at")} className="moment">
        {formatMoment(pass.updated_at)}
      </td>
    </tr>
  );
}

/** The desk's title, and a way between its two lists. */
function Head() {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t("zone.title")}</h1>
      <p className="quiet">{t("zone.lead")}</p>
      <nav className="contents" aria-label={t("zone.title")}>
        <NavLink to="/exit-lists">{t("zone.exit_lists")}</NavLink>
        <NavLink to="/gate-passes">{t("zone.gate_passes")}</NavLink>
      </nav>
    </>
  );
}
