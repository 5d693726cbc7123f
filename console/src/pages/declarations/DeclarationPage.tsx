/** One goods declaration: its goods and taxes, what was filed with it, and how long each step took. */

import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useDeclaration } from "../../api/queries";
import { useRights } from "../../api/session";
import type { DeclarationView } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { Loading } from "../../components/Loading";
import { NextStep } from "../../components/NextStep";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { usePersonal } from "../../components/usePersonal";
import { useTitle } from "../../components/useTitle";
import { isWithheld, WithheldTable } from "../../components/WithheldTable";
import { formatDuration, formatMoment, formatMoney } from "../../domain/format";
import { toneOfDeclaration } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { AuditTable } from "../audits/AuditTable";
import { LedgerTable } from "../entry/LedgerTable";
import { SelectionPanel } from "../entry/SelectionPanel";
import { FileAgain } from "../filing/FileAgain";
import { ConsignmentTable } from "../manifests/ConsignmentTable";
import { CasePage } from "../zone/CasePage";
import { AdmissionTable } from "./AdmissionTable";
import { AmendmentTable } from "./AmendmentTable";
import { BroughtTransit } from "./BroughtTransit";
import { CollectivePanel } from "./CollectivePanel";
import { CourseTable } from "./CourseTable";
import { DocumentTable } from "./DocumentTable";
import { DutyPanel } from "./DutyPanel";
import { Filed } from "./Filed";
import { FileTable } from "./FileTable";
import { LicenceTable } from "./LicenceTable";
import { MadeOfTable } from "./MadeOfTable";
import { LineTable } from "./LineTable";
import { SecurityPanel } from "./SecurityPanel";
import { lookersOf, SeenBy } from "./SeenBy";
import { SlipTable } from "./SlipTable";
import { SupplementTable } from "./SupplementTable";
import { TreatmentPanel } from "./TreatmentPanel";

/** Only whoever decides about it has it. */
const BackgroundPanel = lazy(() => import("./background/BackgroundPanel"));

export default function DeclarationPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const [seenBy, setSeenBy] = useState<string | null>(null);
  // Who may be chosen is what customs sees of it.
  const lookers = lookersOf(useDeclaration(number).data?.declaration);
  const { data, error, isError, refetch } = useDeclaration(number, seenBy);
  useTitle(t("declaration.one", { number: data === undefined ? number : numberOf(data) }));
  if (isError) {
    return (
      <>
        <h1>{t("declaration.one", { number })}</h1>
        {seenBy !== null && <SeenBy lookers={lookers} chosen={seenBy} onChoose={setSeenBy} />}
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return (
    <Body declaration={data} choice={<SeenBy lookers={lookers} chosen={seenBy} onChoose={setSeenBy} />} />
  );
}

const numberOf = (it: DeclarationView): string =>
  it.declaration_no === "" ? it.preliminary_no : it.declaration_no;

function Body({ declaration, choice }: { declaration: DeclarationView; choice: ReactNode }) {
  const number = String(declaration.number);
  const { view: it, button } = usePersonal(declaration, { case: "declaration", number }, ["declaration"]);
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const may = useRights();
  const isPassed = it.assessment !== null && it.selection === null;
  return (
    <CasePage
      title={t("declaration.one", { number: numberOf(it) })}
      choice={choice}
      back={{ to: "/declarations", label: t("declaration.title") }}
      state={stateOf(it)}
      tone={toneOfDeclaration(it.state)}
      keys={[
        { label: t("declaration.preliminary_no"), text: it.preliminary_no },
        { label: t("declaration.reference"), text: it.reference },
        { label: t("declaration.way"), text: t(`declaration.direction.${it.direction}`) },
        { label: t("declaration.trader"), text: `${it.trader.code} ${it.trader.name}`.trim() },
        { label: t("declaration.declarant"), text: `${it.declarant.code} ${it.declarant.name}`.trim() },
        { label: t("declaration.customs"), text: it.declaring_customs },
        { label: t("declaration.mode"), text: it.supervision_mode },
        { label: t("declaration.bill_no"), text: it.bill_no },
        { label: t("declaration.full_by"), text: it.full_by ?? "" },
        { label: t("declaration.declared_on"), text: it.declared_on ?? "" },
        { label: t("declaration.customs_value"), text: moneyOf(it.customs_value) },
        { label: t("declaration.payable"), text: moneyOf(it.payable) },
        {
          label: t("amendment.refund_due"),
          text: Number(it.refund_due) > 0 ? formatMoney(it.refund_due) : "",
        },
        {
          label: t("amendment.bar"),
          text: it.amendment_bar == null ? "" : t(`amendment.barred.${it.amendment_bar}`),
        },
        {
          label: t("declaration.clearance"),
          text: it.clearance_ms == null ? "" : formatDuration(it.clearance_ms),
        },
        {
          label: t("declaration.overall"),
          text: it.overall_ms == null ? "" : formatDuration(it.overall_ms),
        },
      ]}
      findings={it.findings}
      receipts={it.receipts}
      timeline={it.timeline}
    >
      <div className="case-tools">
        <FileAgain declaration={it} />
        {button}
      </div>
      <NextStep wait={it.wait} />
      <ActBar of={{ kind: "declaration", number: numberOf(it) }} />
      {may("see_background") && it.seen_as == null && it.state !== "saved" && (
        <Section id="background" title={t("background.title")}>
          <Suspense fallback={<Loading rows={6} />}>
            <BackgroundPanel number={number} />
          </Suspense>
        </Section>
      )}
      {!isWithheld(it, "goods") && (
        <Section id="lines" title={t("declaration.lines", { count: it.lines.length })}>
          <LineTable lines={it.lines} />
        </Section>
      )}
      {!isWithheld(it, "tax") && (
        <Section id="tax" title={t("declaration.tax")}>
          {it.slips.length > 0 && <SlipTable slips={it.slips} />}
          <DutyPanel duty={it.assessment ?? null} isPaid={it.is_paid === true} />
        </Section>
      )}
      {it.made_of_lists != null && (
        <Section id="made-of" title={t("declaration.made_of", { count: it.made_of_lists.n_lists })}>
          <MadeOfTable made={it.made_of_lists} />
        </Section>
      )}
      {it.collective != null && (
        <Section id="collective" title={t("declaration.collective.title")}>
          <CollectivePanel it={it.collective} />
        </Section>
      )}
      {it.security != null && (
        <Section id="security" title={t("declaration.security.title")}>
          <SecurityPanel security={it.security} />
        </Section>
      )}
      {it.treatment != null && (
        <Section id="treatment" title={t("treatment.title")}>
          <TreatmentPanel treatment={it.treatment} />
        </Section>
      )}
      {it.admissions.length > 0 && (
        <Section id="admission" title={t("admission.title")}>
          <AdmissionTable admissions={it.admissions} />
        </Section>
      )}
      {it.custody != null && (
        <Section id="custody" title={t("custody.title")}>
          <p>
            {it.custody.moved_at == null
              ? t("custody.may_move", { site: it.custody.site })
              : t("custody.moved", { site: it.custody.site, at: formatMoment(it.custody.moved_at) })}
          </p>
        </Section>
      )}
      {it.licences.length > 0 && (
        <Section id="licences" title={t("declaration.licences")}>
          <LicenceTable licences={it.licences} />
        </Section>
      )}
      {it.manifest != null && (
        <Section id="manifest" title={t("declaration.manifest")}>
          <ConsignmentTable consignments={[it.manifest]} hasManifests />
        </Section>
      )}
      {it.declaration != null && <BroughtTransit declaration={it.declaration} />}
      {it.files.length > 0 && (
        <Section id="files" title={t("declaration.files")}>
          <FileTable number={numberOf(it)} files={it.files} />
        </Section>
      )}
      {it.supplements.length > 0 && (
        <Section id="supplements" title={t("declaration.supplement.title")}>
          <SupplementTable supplements={it.supplements} />
        </Section>
      )}
      <Section id="course" title={t("declaration.course")}>
        <CourseTable course={it.course} />
      </Section>
      {it.documents.length > 0 && (
        <Section id="documents" title={t("instrument.title")}>
          <DocumentTable documents={it.documents} />
        </Section>
      )}
      {it.audits.length > 0 && (
        <Section id="audits" title={t("audit.title")}>
          <AuditTable audits={it.audits} />
        </Section>
      )}
      {it.amendments.length > 0 && (
        <Section id="amendments" title={t("amendment.title")}>
          <AmendmentTable amendments={it.amendments} />
        </Section>
      )}
      {!isWithheld(it, "selection") && (
        <Section id="selection" title={t("section.selection")}>
          <SelectionPanel selection={it.selection ?? null} isPassed={isPassed} />
        </Section>
      )}
      {it.ledger.length > 0 && (
        <Section id="ledger" title={t("section.ledger")}>
          <LedgerTable entries={it.ledger} />
        </Section>
      )}
      {it.declaration != null && <Filed declaration={it.declaration} />}
      {(it.withheld ?? []).length > 0 && <WithheldTable withheld={it.withheld ?? []} />}
    </CasePage>
  );
}

const moneyOf = (text: string | null | undefined): string => (text == null ? "" : formatMoney(text));
