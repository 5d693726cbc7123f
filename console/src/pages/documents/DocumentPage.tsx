/** One document of customs: what it says, how it was served, what became of it, and the house's signature. */

import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useDocument } from "../../api/queries";
import type { InstrumentDetail } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { BasisLine } from "../../components/BasisLine";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { toneOfInstrument } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { CasePage } from "../zone/CasePage";
import { DocumentCourse } from "./DocumentCourse";

export default function DocumentPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, refetch } = useDocument(number);
  useTitle(t("instrument.one", { number }));
  if (isError) {
    return (
      <>
        <h1>{t("instrument.one", { number })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body document={data} />;
}

function Body({ document: it }: { document: InstrumentDetail }) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
  const moment = (text: string | null | undefined) => (text == null ? "" : formatMoment(text));
  const owner = it.owed_by == null ? "" : t(`instrument.owed_by.${it.owed_by}`);
  return (
    <CasePage
      title={titleOf(it)}
      back={{ to: "/documents", label: t("instrument.title") }}
      state={stateOf(it)}
      tone={toneOfInstrument(it.state)}
      keys={[
        { label: t("instrument.number"), text: it.number },
        {
          label: t("declaration.title"),
          text: it.declaration_no,
          to: `/declarations/${it.declaration_no}`,
        },
        { label: t("instrument.officer"), text: it.officer === "" ? t("instrument.selection") : it.officer },
        { label: t("instrument.issued_at"), text: moment(it.issued_at) },
        { label: t("instrument.served_at"), text: moment(it.served_at) },
        { label: t("instrument.due_on"), text: it.due_on == null ? "" : `${it.due_on} ${owner}`.trim() },
      ]}
      findings={[]}
      timeline={it.timeline}
    >
      <ActBar of={{ kind: "document", number: it.number }} />
      <Section
        id="says"
        title={t("instrument.says")}
        extra={
          <a href={`/api/v1/documents/${it.number}?format=pdf`} target="_blank" rel="noreferrer">
            {t("instrument.pdf")}
          </a>
        }
      >
        <Says document={it} />
      </Section>
      <DocumentCourse document={it} />
      {it.signature != null && (
        <Section id="signature" title={t("instrument.signature")}>
          <dl className="facts">
            <dt>{it.signature.algorithm}</dt>
            <dd>
              <code>{it.signature.signature}</code>
            </dd>
            <dt>{t("instrument.public_key")}</dt>
            <dd>
              <code>{it.signature.public_key}</code>
            </dd>
          </dl>
        </Section>
      )}
    </CasePage>
  );
}

function Says({ document: it }: { document: InstrumentDetail }) {
  const { t } = useTranslation();
  const { language, titleOf } = useLanguage();
  return (
    <dl className="facts">
      {it.reason !== "" && (
        <>
          <dt>{t("instrument.reason")}</dt>
          <dd>{it.reason}</dd>
        </>
      )}
      {it.fields.map((field) => (
        <FieldRow
          key={field.name}
          term={titleOf(field)}
          text={language === "zh" ? field.value_zh : field.value}
        />
      ))}
      {it.attachments.map((file) => (
        <FieldRow key={file.digest} term={t("instrument.attachment")} text={file.name} />
      ))}
      <dt>{t("instrument.basis")}</dt>
      <dd>
        <BasisLine basis={it.basis} />
      </dd>
    </dl>
  );
}

function FieldRow({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}
