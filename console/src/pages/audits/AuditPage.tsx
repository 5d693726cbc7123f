/** One case after release: what was found, what it came to, what customs issued in it. */

import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useAudit } from "../../api/queries";
import type { AuditDetail } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { ActBar } from "../../components/acts/ActBar";
import { Loading } from "../../components/Loading";
import { Papers } from "../../components/Papers";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment, formatMoney } from "../../domain/format";
import { toneOfAudit } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { DocumentTable } from "../declarations/DocumentTable";
import { CasePage } from "../zone/CasePage";

export default function AuditPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, refetch } = useAudit(number);
  useTitle(t("audit.one", { number }));
  if (isError) {
    return (
      <>
        <h1>{t("audit.one", { number })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body audit={data} />;
}

function Body({ audit: it }: { audit: AuditDetail }) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
  const outcome = { title_zh: it.outcome_title_zh ?? "", title_en: it.outcome_title_en ?? "" };
  // What a trader files is kept with the declaration that he files it about.
  const [first] = it.declarations;
  return (
    <CasePage
      title={t("audit.one", { number: it.audit_no })}
      back={{ to: "/audits", label: t("audit.title") }}
      state={stateOf(it)}
      tone={it.is_overdue ? "stop" : toneOfAudit(it.state)}
      keys={[
        { label: t("audit.kind"), text: titleOf({ title_zh: it.kind_title_zh, title_en: it.kind_title_en }) },
        {
          label: t("audit.origin"),
          text: titleOf({ title_zh: it.origin_title_zh, title_en: it.origin_title_en }),
        },
        { label: t("audit.enterprise"), text: `${it.enterprise.name} ${it.enterprise.code}` },
        { label: t("audit.customs"), text: it.customs },
        { label: t("audit.officers"), text: it.officers.join("、") },
        { label: t("audit.opened_on"), text: it.opened_on },
        { label: t("audit.period"), text: it.from == null ? "" : `${it.from} – ${it.to ?? ""}` },
        { label: t("audit.notified_on"), text: it.notified_on ?? "" },
        { label: t("audit.without_notice_by"), text: it.without_notice_by },
        { label: t("audit.finish_by"), text: it.finish_by ?? "" },
        { label: t("audit.outcome"), text: titleOf(outcome) },
        { label: t("audit.decided_by"), text: it.decided_by.join("、") },
      ]}
      findings={[]}
      receipts={it.receipts}
      timeline={it.timeline}
    >
      <ActBar of={{ kind: "audit", number: it.audit_no }} />
      <Section id="reason" title={t("audit.reason")}>
        <p>{it.reason}</p>
        <ul className="plain">
          {it.declarations.map((number) => (
            <li key={number}>
              <Link to={`/declarations/${number}`}>
                <code>{number}</code>
              </Link>
            </li>
          ))}
        </ul>
        {it.attachments.length > 0 && first !== undefined && (
          <p>
            {t("audit.attachments")}{" "}
            <Papers of={{ kind: "declaration", number: first }} papers={it.attachments} />
          </p>
        )}
      </Section>
      {it.disclosure != null && (
        <Section id="disclosure" title={t("audit.disclosure.title")}>
          <p>
            {it.disclosure.is_penalty_waived ? t("audit.disclosure.waived") : t("audit.disclosure.mitigated")}
          </p>
          <p>{it.disclosure.is_fee_waived ? t("audit.disclosure.no_fee") : t("audit.disclosure.fee")}</p>
          <p>
            {t("audit.disclosure.measure", {
              months: it.disclosure.months,
              unpaid: formatMoney(it.disclosure.unpaid),
              share: it.disclosure.share,
            })}
          </p>
          <BasisLine basis={it.disclosure.basis} />
        </Section>
      )}
      {it.sent_back != null && <SentBack claim={it.sent_back} />}
      {it.findings.length > 0 && it.sent_back == null && (
        <Section id="found" title={t("audit.findings")}>
          <FoundTable findings={it.findings} />
        </Section>
      )}
      {it.results.length > 0 && (
        <Section id="results" title={t("audit.results")}>
          <ResultTable results={it.results} />
        </Section>
      )}
      {it.visits.length > 0 && (
        <Section id="visits" title={t("audit.visits")}>
          <ul className="plain">
            {it.visits.map((visit) => (
              <li key={visit.at}>
                <p>
                  <span className="moment">{formatMoment(visit.at)}</span> {visit.site} ·{" "}
                  {visit.officers.join("、")} · {visit.attended_by}
                </p>
                <p>{visit.record}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {it.documents.length > 0 && (
        <Section id="documents" title={t("instrument.title")}>
          <DocumentTable documents={it.documents} />
        </Section>
      )}
    </CasePage>
  );
}

/** Goods that were sent back, whose tax is claimed. */
function SentBack({ claim }: { claim: NonNullable<AuditDetail["sent_back"]> }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <Section id="sent-back" title={t("audit.sent_back.title")}>
      <p>
        {titleOf({ title_zh: claim.ground_title_zh, title_en: claim.ground_title_en })} ·{" "}
        <Link to={`/declarations/${claim.declaration_no}`}>
          <code>{claim.declaration_no}</code>
        </Link>
        {claim.not_deducted && ` · ${t("audit.sent_back.not_deducted")}`}
      </p>
      <ul className="plain">
        {claim.lines.map((it) => (
          <li key={`${it.line} ${it.back_line}`}>
            {t("audit.sent_back.line", { line: it.line, back: it.back_line, quantity: it.quantity })}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function FoundTable({ findings }: { findings: AuditDetail["findings"] }) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("audit.declaration")}</th>
          <th scope="col">{t("audit.should_say")}</th>
          <th scope="col">{t("audit.nature")}</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((it) => (
          <tr key={`${it.declaration_no}/${it.fields.map((field) => field.field + field.place).join("/")}`}>
            <td data-label={t("audit.declaration")}>
              <code>{it.declaration_no}</code>
              {it.text !== "" && <small>{it.text}</small>}
            </td>
            <td data-label={t("audit.should_say")}>
              <ul className="plain">
                {it.fields.map((field) => (
                  <li key={field.field + field.place}>
                    <code>{field.place === "" ? field.field : `${field.field} #${field.place}`}</code> →{" "}
                    {field.new}
                  </li>
                ))}
              </ul>
            </td>
            <td data-label={t("audit.nature")}>{it.is_violation ? t("audit.violation") : "—"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ResultTable({ results }: { results: AuditDetail["results"] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("audit.declaration")}</th>
          <th scope="col">{t("audit.outcome")}</th>
          <th scope="col">{t("audit.taxes")}</th>
          <th scope="col" className="number">
            {t("audit.difference")}
          </th>
        </tr>
      </thead>
      <tbody>
        {results.map((it) => (
          <tr key={it.declaration_no}>
            <td data-label={t("audit.declaration")}>
              <Link to={`/declarations/${it.declaration_no}`}>
                <code>{it.declaration_no}</code>
              </Link>
              {it.amendment_no !== "" && <small>{it.amendment_no}</small>}
            </td>
            <td data-label={t("audit.outcome")}>
              {titleOf({ title_zh: it.outcome_title_zh, title_en: it.outcome_title_en })}
              {it.is_violation && <small>{t("audit.violation")}</small>}
              {it.fee_from != null && <small>{t("audit.fee_from", { day: it.fee_from })}</small>}
            </td>
            <td data-label={t("audit.taxes")}>
              <ul className="plain">
                {it.taxes.map((tax) => (
                  <li key={tax.tax}>
                    {titleOf(tax)} {formatMoney(tax.before)} → {formatMoney(tax.after)}
                  </li>
                ))}
              </ul>
            </td>
            <td data-label={t("audit.difference")} className="number">
              {formatMoney(it.difference)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
