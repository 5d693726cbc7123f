/** One guarantee instrument: its terms, what stands on it, and what happened. */

import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useGuarantee } from "../../api/queries";
import type { GuaranteeDetail } from "../../api/types";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoney } from "../../domain/format";
import { toneOfDeclaration, toneOfGuarantee } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { CasePage } from "../zone/CasePage";

export default function GuaranteePage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, refetch } = useGuarantee(number);
  useTitle(t("guarantee.one", { number }));
  if (isError) {
    return (
      <>
        <h1>{t("guarantee.one", { number })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body guarantee={data} />;
}

function Body({ guarantee: it }: { guarantee: GuaranteeDetail }) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
  const purposes = it.purposes.map((purpose) => t(`guarantee.purpose.${purpose}`)).join(t("common.and"));
  return (
    <CasePage
      title={t("guarantee.one", { number: it.number })}
      back={{ to: "/guarantees", label: t("guarantee.title") }}
      state={stateOf(it)}
      tone={toneOfGuarantee(it.state)}
      keys={[
        {
          label: t("guarantee.kind"),
          text: titleOf({ title_zh: it.kind_title_zh, title_en: it.kind_title_en }),
        },
        { label: t("guarantee.issuer"), text: it.issuer },
        { label: t("guarantee.holder"), text: it.holder_code, to: `/enterprises/${it.holder_code}` },
        { label: t("guarantee.purposes"), text: purposes === "" ? t("guarantee.any_purpose") : purposes },
        { label: t("guarantee.reference"), text: it.reference },
        { label: t("guarantee.valid"), text: `${it.valid_from} – ${it.valid_to}` },
        { label: t("guarantee.withdrawn"), text: it.is_withdrawn ? t("guarantee.yes") : "" },
      ]}
      findings={[]}
      timeline={it.timeline}
    >
      <Section id="amounts" title={t("guarantee.amounts")}>
        <dl className="facts">
          <dt>{t("guarantee.amount")}</dt>
          <dd>{formatMoney(it.amount)}</dd>
          <dt>{t("guarantee.reserved")}</dt>
          <dd>{formatMoney(it.reserved)}</dd>
          <dt>{t("guarantee.used")}</dt>
          <dd>{formatMoney(it.used)}</dd>
          <dt>{t("guarantee.left")}</dt>
          <dd>{formatMoney(it.left)}</dd>
        </dl>
      </Section>
      <Section id="declarations" title={t("guarantee.declarations", { count: it.declarations.length })}>
        <DeclarationsOnIt guarantee={it} />
      </Section>
    </CasePage>
  );
}

function DeclarationsOnIt({ guarantee }: { guarantee: GuaranteeDetail }) {
  const { t } = useTranslation();
  if (guarantee.declarations.length === 0) return <p className="quiet">{t("guarantee.no_declarations")}</p>;
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.number")}</th>
          <th scope="col">{t("declaration.state")}</th>
          <th scope="col" className="number">
            {t("declaration.security.amount")}
          </th>
          <th scope="col">{t("declaration.security.until")}</th>
        </tr>
      </thead>
      <tbody>
        {guarantee.declarations.map((it) => (
          <tr key={it.number}>
            <td data-label={t("declaration.number")}>
              <Link to={`/declarations/${it.number}`}>
                <code>{it.declaration_no === "" ? it.reference : it.declaration_no}</code>
              </Link>
            </td>
            <td data-label={t("declaration.state")}>
              <Seal tone={toneOfDeclaration(it.state)}>{t(`declaration.states.${it.state}`)}</Seal>
            </td>
            <td data-label={t("declaration.security.amount")} className="number">
              {it.security == null ? "—" : formatMoney(it.security.amount)}
            </td>
            <td data-label={t("declaration.security.until")}>{it.security?.until ?? "—"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
