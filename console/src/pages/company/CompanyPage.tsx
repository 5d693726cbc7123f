/** The own companies: their registration, what they sign with, what is left of their licences. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type OwnCompany, useOwnCompanies } from "../../api/company";
import { useRights } from "../../api/session";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { EnterpriseFacts } from "../enterprises/EnterpriseFacts";
import { ForceSeal } from "../enterprises/ForceSeal";
import { BalanceTable } from "./BalanceTable";
import { SigningTable } from "./SigningTable";

export default function CompanyPage() {
  const { t } = useTranslation();
  useTitle(t("company.title"));
  const { data, error, refetch } = useOwnCompanies();
  return (
    <>
      <h1>{t("company.title")}</h1>
      <p className="quiet">{t("company.lead")}</p>
      {error !== null && <Refusal error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={8} />}
      {data?.companies.length === 0 && <p className="blank">{t("company.none")}</p>}
      {data?.companies.map((it) => (
        <Company key={it.enterprise.code} company={it} />
      ))}
    </>
  );
}

function Company({
  company: { enterprise, signing, licences, licences_are_whole },
}: {
  company: OwnCompany;
}) {
  const { t } = useTranslation();
  const may = useRights();
  const { code } = enterprise;
  return (
    <>
      <Section id={`registration-${code}`} title={enterprise.name}>
        <p>
          <ForceSeal enterprise={enterprise} />
        </p>
        <EnterpriseFacts enterprise={enterprise} />
        {may("see_cases") && (
          <p>
            <Link to="/guarantees">{t("company.see_guarantees")}</Link>
          </p>
        )}
      </Section>
      <Section id={`signing-${code}`} title={t("company.signing")}>
        {signing.length === 0 && <p className="blank">{t("company.no_signing")}</p>}
        {signing.map((it) => (
          <SigningTable key={it.code} signing={it} />
        ))}
      </Section>
      <Section id={`licences-${code}`} title={t("company.licences")}>
        {licences.length === 0 ? (
          <p className="blank">{t("company.no_licences")}</p>
        ) : (
          <BalanceTable licences={licences} />
        )}
        {!licences_are_whole && (
          <p className="quiet">{t("company.first_licences", { count: licences.length })}</p>
        )}
      </Section>
    </>
  );
}
