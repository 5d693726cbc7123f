/** One registered enterprise: its codes, roles, dates, credit and guarantee. */

import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useEnterprise } from "../../api/queries";
import { useRights } from "../../api/session";
import type { EnterpriseView } from "../../api/types";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { EnterpriseForm } from "./EnterpriseForm";
import { ForceSeal } from "./ForceSeal";
import { ListTable } from "./ListTable";

export default function EnterprisePage() {
  const { t } = useTranslation();
  const code = useParams().code ?? "";
  const { data, error, isError, refetch } = useEnterprise(code);
  useTitle(data?.name ?? code, t("enterprises.title"));
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  return <Details enterprise={data} />;
}

function Details({ enterprise }: { enterprise: EnterpriseView }) {
  const { t } = useTranslation();
  const may = useRights();
  const { code, other_code, name, roles, sites, from, to, suspended_from, lists } = enterprise;
  const facts: [string, string][] = [
    [t("enterprises.column.code"), [code, other_code].filter((it) => it !== "").join(" · ")],
    [t("enterprises.column.roles"), roles.map((role) => t(`enterprises.role.${role}`)).join(t("common.and"))],
    [t("enterprises.sites"), sites.join(t("common.and")) || t("common.none")],
    [t("enterprises.column.credit"), useCreditText(enterprise)],
    [t("enterprises.certificate"), useCertificateText(enterprise.certificate)],
    [t("enterprises.from"), from ?? t("common.not_given")],
    [t("enterprises.to"), to ?? t("common.not_given")],
    [t("enterprises.suspended_from"), suspended_from ?? t("common.none")],
  ];
  return (
    <>
      <h1>{name}</h1>
      <p>
        <ForceSeal enterprise={enterprise} />
      </p>
      <dl className="facts">
        {facts.map(([term, text]) => (
          <Fact key={term} term={term} text={text} />
        ))}
        <Fact term={t("enterprises.guarantee")} text={useGuaranteeText(enterprise.guarantee)} />
      </dl>
      {lists.length > 0 && (
        <Section id="lists" title={t("enterprises.lists")}>
          <ListTable lists={lists} />
        </Section>
      )}
      {may("change_registry") && (
        <Section id="change" title={t("registry.change")}>
          <EnterpriseForm key={code} before={enterprise} />
        </Section>
      )}
    </>
  );
}

/** The level as registered, and the one that counts today where that is another. */
function useCreditText({ credit, credit_today }: EnterpriseView): string {
  const { t } = useTranslation();
  const registered = t(`enterprises.credit.${credit}`);
  if (credit === credit_today) return registered;
  const today = t("enterprises.credit_today", { credit: t(`enterprises.credit.${credit_today}`) });
  return `${registered} · ${today}`;
}

function useCertificateText(certificate: EnterpriseView["certificate"]): string {
  const { t } = useTranslation();
  if (certificate === null) return t("common.none");
  const { number, from, to, is_guarantee_waived, why_not } = certificate;
  const days =
    to === null
      ? t("enterprises.certificate_text", { number, from })
      : t("enterprises.certificate_ends", { number, from, to });
  const waived = is_guarantee_waived ? t("enterprises.waived") : "";
  return [days, waived, why_not].filter((it) => it !== "").join(" · ");
}

function useGuaranteeText(guarantee: EnterpriseView["guarantee"]): string {
  const { t } = useTranslation();
  if (guarantee === null) return t("common.none");
  const { limit, pending, posted, available } = guarantee;
  return t("enterprises.guarantee_text", { limit, pending, posted, available });
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}
