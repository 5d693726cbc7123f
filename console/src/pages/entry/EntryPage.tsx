/** One parcel: what is wrong, its documents side by side, its taxes, its history and its receipts. */

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useEntry } from "../../api/queries";
import type { EntryView } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { Loading } from "../../components/Loading";
import { ReceiptTable } from "../../components/ReceiptTable";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { usePersonal } from "../../components/usePersonal";
import { useTitle } from "../../components/useTitle";
import { isWithheld, WithheldTable } from "../../components/WithheldTable";
import { compareDocuments } from "../../domain/compare";
import { useLanguage } from "../../i18n";
import { AfterRelease, hasAfterRelease } from "./AfterRelease";
import { ComparisonTable } from "./ComparisonTable";
import { DocumentPanels } from "./DocumentPanels";
import { EntryHeader } from "./EntryHeader";
import { FindingList } from "./FindingList";
import { LedgerTable } from "./LedgerTable";
import { SelectionPanel } from "./SelectionPanel";
import { TaxPanel } from "./TaxPanel";
import { TimelinePanel } from "./TimelinePanel";
import { VerificationPanel } from "./VerificationPanel";

export default function EntryPage() {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const text = useParams().number ?? "";
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  const { data, error, isError, refetch } = useEntry(number);
  const state = data === undefined ? "" : stateOf(data);
  useTitle(t("parcel.title", { number: text }), state);
  if (Number.isNaN(number)) {
    return (
      <div className="blank">
        <h1>{t("problem.not_found")}</h1>
        <p>{t("parcel.invalid")}</p>
      </div>
    );
  }
  if (isError) {
    return (
      <>
        <h1>{t("parcel.title", { number: text })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <EntryBody key={data.number} entry={data} />;
}

function EntryBody({ entry: masked }: { entry: EntryView }) {
  const { t } = useTranslation();
  const { view: entry, button } = usePersonal(masked, { case: "parcel", number: String(masked.number) }, [
    "entry",
    masked.number,
  ]);
  const comparison = useMemo(() => compareDocuments(entry.documents, entry.findings), [entry]);
  return (
    <>
      <EntryHeader entry={entry} />
      <div className="entry">
        <div className="entry-main">
          {entry.findings.length > 0 && (
            <Section id="findings" title={t("section.findings")}>
              <FindingList findings={entry.findings} comparison={comparison} />
            </Section>
          )}
          <ActBar of={{ kind: "entry", number: String(entry.number) }} />
          <Section id="comparison" title={t("section.comparison")} extra={button}>
            <ComparisonTable comparison={comparison} />
          </Section>
          <Section id="tax" title={t("section.tax")}>
            <TaxPanel assessment={entry.assessment ?? null} />
          </Section>
          {hasAfterRelease(entry) && (
            <Section id="after" title={t("section.after")}>
              <AfterRelease entry={entry} />
            </Section>
          )}
          <Section id="receipts" title={t("section.receipts")}>
            <ReceiptTable receipts={entry.receipts} />
          </Section>
          <Section id="documents" title={t("section.documents")}>
            <DocumentPanels documents={entry.documents} findings={entry.findings} />
          </Section>
          {(entry.withheld ?? []).length > 0 && <WithheldTable withheld={entry.withheld ?? []} />}
        </div>
        <aside className="entry-side">
          <Section id="timeline" title={t("section.timeline")}>
            <TimelinePanel events={entry.timeline} />
          </Section>
          {!isWithheld(entry, "selection") && (
            <Section id="selection" title={t("section.selection")}>
              <SelectionPanel
                selection={entry.selection ?? null}
                isPassed={entry.timeline.some((it) => it.state === "reviewed")}
              />
            </Section>
          )}
          {entry.verification !== null && (
            <Section id="verification" title={t("section.verification")}>
              <VerificationPanel verification={entry.verification} />
            </Section>
          )}
          {!isWithheld(entry, "ledger") && (
            <Section id="ledger" title={t("section.ledger")}>
              <LedgerTable entries={entry.ledger} />
            </Section>
          )}
        </aside>
      </div>
    </>
  );
}
