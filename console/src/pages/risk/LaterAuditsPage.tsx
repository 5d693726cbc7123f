/** Cases that were released and are looked at later (后续稽查): newest first, each with why. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useLaterAudits, type LaterAudit } from "../../api/riskFigures";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";
import { formatShare } from "../../domain/rates";
import { useLanguage } from "../../i18n";
import "../../styles/risk.css";

const PAGES = { parcel: "/entries", export: "/exports", declaration: "/declarations" } as const;

/** The page of a case: parcels have theirs under the house's number. */
export function pageOf({ kind, number, case: own }: LaterAudit): string {
  return `${PAGES[kind]}/${kind === "declaration" ? encodeURIComponent(number) : String(own)}`;
}

export default function LaterAuditsPage() {
  const { t } = useTranslation();
  useTitle(t("later.title"));
  const audits = useLaterAudits();
  return (
    <>
      <h1>{t("later.title")}</h1>
      <p className="quiet">{t("later.lead")}</p>
      <Listing query={audits} none={t("later.none")} shown={(count) => t("later.shown", { count })}>
        {(items) => <LaterTable cases={items} />}
      </Listing>
      <p>
        <Link to="/audits">{t("later.audits")}</Link>
      </p>
    </>
  );
}

export function LaterTable({ cases }: { cases: readonly LaterAudit[] }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="checks as-cards figure-table">
      <thead>
        <tr>
          <th scope="col">{t("later.case")}</th>
          <th scope="col">{t("later.on")}</th>
          <th scope="col">{t("later.customs")}</th>
          <th scope="col">{t("later.state")}</th>
          <th scope="col">{t("later.probability")}</th>
          <th scope="col">{t("later.reasons")}</th>
          <th scope="col">{t("later.audit")}</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((it) => (
          <tr key={`${String(it.case)}/${it.weighed_on}`}>
            <td data-label={t("later.case")}>
              <Link to={pageOf(it)}>{it.number === "" ? String(it.case) : it.number}</Link>
            </td>
            <td data-label={t("later.on")}>{it.weighed_on}</td>
            <td data-label={t("later.customs")}>{it.customs}</td>
            <td data-label={t("later.state")}>{stateOf(it)}</td>
            <td data-label={t("later.probability")}>{formatShare(it.probability)}</td>
            <td data-label={t("later.reasons")}>
              {it.reasons.map((reason) => (
                <p key={`${reason.rule}/${reason.text}`}>
                  <code>{reason.rule}</code> {reason.text} <small>{reason.observed}</small>
                </p>
              ))}
            </td>
            <td data-label={t("later.audit")}>
              {it.audit_no === null ? (
                t("later.no_audit")
              ) : (
                <Link to={`/audits/${encodeURIComponent(it.audit_no)}`}>{it.audit_no}</Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
