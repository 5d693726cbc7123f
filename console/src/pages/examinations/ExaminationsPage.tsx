/** The examination desk: what is to be examined, what to be confirmed, and what waits on the device. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useExaminations, useOnline } from "../../api/examinations";
import type { TaskView } from "../../api/tasks";
import { Loading } from "../../components/Loading";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { useOfficer } from "../../components/useOfficer";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { useKeptSession, useOffices } from "./offices";
import { Away, QueuePanel } from "./QueuePanel";
import "../../styles/examination.css";

export default function ExaminationsPage() {
  const { t } = useTranslation();
  useTitle(t("examination.title"));
  useKeptSession();
  const [officer, setOfficer] = useOfficer();
  const isOnline = useOnline();
  const { data, error, isPending, refetch } = useExaminations(officer, useOffices());
  const of = (kind: TaskView["kind"]) => data?.what.filter((it) => it.kind === kind) ?? [];
  const [second, first] = [of("examination_second"), of("examination")];
  return (
    <>
      <h1>{t("examination.title")}</h1>
      <p className="quiet">{t("examination.lead")}</p>
      <OfficerField officer={officer} onChange={setOfficer} />
      {officer === "" && <p className="blank">{t("examination.needs_officer")}</p>}
      {(!isOnline || data?.isKept === true) && <Away />}
      <QueuePanel login={officer} />
      {officer !== "" && isPending && <Loading />}
      {error !== null && <Refusal error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <Section id="second" title={t("examination.to_confirm", { count: second.length })}>
            <Cards tasks={second} none={t("examination.none_second")} />
          </Section>
          <Section id="first" title={t("examination.to_examine", { count: first.length })}>
            <Cards tasks={first} none={t("examination.none")} />
          </Section>
        </>
      )}
    </>
  );
}

/** Of this priority and before, it does not wait. */
const URGENT = 2;

function Cards({ tasks, none }: { tasks: readonly TaskView[]; none: string }) {
  const { t } = useTranslation();
  if (tasks.length === 0) return <p className="blank">{none}</p>;
  return (
    <ul className="exam-list">
      {tasks.map((it) => (
        <li key={it.id}>
          <Link
            className={it.priority <= URGENT ? "exam-card is-first" : "exam-card"}
            to={`/examinations/${encodeURIComponent(it.page_no)}`}
          >
            <strong>{it.number}</strong>
            <span>{it.party}</span>
            <small>
              {it.office} {it.office_zh} · {formatMoment(it.opens_at)}
              {it.priority <= URGENT && ` · ${t("examination.first")}`}
              {it.holder !== null && ` · ${t("examination.holder", { name: it.holder })}`}
            </small>
          </Link>
        </li>
      ))}
    </ul>
  );
}
