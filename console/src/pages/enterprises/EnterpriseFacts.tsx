/** What is registered of an enterprise: its codes, roles, dates, credit and guarantee account. */

import { useTranslation } from "react-i18next";

import type { EnterpriseView } from "../../api/types";

export function EnterpriseFacts({ enterprise }: { enterprise: EnterpriseView }) {
  const { t } = useTranslation();
  const { code, other_code, roles, sites, from, to, suspended_from } = enterprise;
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
    <dl className="facts">
      {facts.map(([term, text]) => (
        <Fact key={term} term={term} text={text} />
      ))}
      <Fact term={t("enterprises.guarantee")} text={useGuaranteeText(enterprise.guarantee)} />
    </dl>
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
