/** One examination: what to look for, what was found, and the second officer's word. */

import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useExamination, useOnline, useWork } from "../../api/examinations";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useOfficer } from "../../components/useOfficer";
import { useTitle } from "../../components/useTitle";
import type { Snapshot } from "../../domain/examination";
import { formatMoment } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { CaseFacts } from "./CaseFacts";
import { useKeptSession } from "./offices";
import { Away, QueuePanel } from "./QueuePanel";
import { ResultForm } from "./ResultForm";
import { SecondWord } from "./SecondWord";
import "../../styles/examination.css";

export default function ExaminationPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  useTitle(t("examination.one", { number }));
  useKeptSession();
  const [officer] = useOfficer();
  const isOnline = useOnline();
  const { data, error, isPending, refetch } = useExamination(officer, number);
  return (
    <>
      <h1>{t("examination.one", { number })}</h1>
      {officer === "" && <p className="blank">{t("examination.needs_officer")}</p>}
      {(!isOnline || data?.isKept === true) && <Away />}
      {data?.isKept === true && (
        <p className="quiet">{t("examination.kept", { at: formatMoment(data.what.at) })}</p>
      )}
      <QueuePanel login={officer} />
      {officer !== "" && isPending && <Loading />}
      {error !== null && (
        <>
          {!isOnline && <p className="blank">{t("examination.not_kept")}</p>}
          <Refusal error={error} onRetry={() => void refetch()} />
        </>
      )}
      {data !== undefined && <Body snapshot={data.what} officer={officer} />}
    </>
  );
}

function Body({ snapshot, officer }: { snapshot: Snapshot; officer: string }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const waits = (useWork(officer).data ?? []).some((it) => it.number === snapshot.number);
  const { examination } = snapshot;
  const entered = examination?.entered ?? null;
  const isOwn = entered?.officer === officer;
  return (
    <>
      <CaseFacts snapshot={snapshot} />
      {examination === null && (
        <p className="blank">{t("examination.not_examined", { state: stateOf(snapshot) })}</p>
      )}
      {entered !== null && <SecondWord snapshot={snapshot} entered={entered} officer={officer} />}
      {entered !== null && !isOwn && <p className="quiet">{t("examination.other_waits")}</p>}
      {examination !== null && !waits && (entered === null || isOwn) && (
        <Section id="form" title={t(entered === null ? "examination.form" : "examination.enter_again")}>
          <ResultForm snapshot={snapshot} officer={officer} />
        </Section>
      )}
    </>
  );
}
