/** A shift is handed over: what the leaving officer holds and when it is due, a word to whoever comes next, and all or some of it
 * in one go. A supervisor hands over another's. */

import { Button, Form, Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useRights } from "../../api/session";
import { TASKS_AT_ONCE, type TaskView, useHandedOver, useShift, useTaskWord } from "../../api/tasks";
import { Loading } from "../../components/Loading";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useOfficer } from "../../components/useOfficer";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { Outcome } from "./Outcome";
import { pageOf } from "./page";
import { termOf, TERMS } from "./shift";
import "../../styles/worklist.css";

const HOURS = [8, 12, 24] as const;

export default function ShiftPage() {
  const { t } = useTranslation();
  useTitle(t("shift.title"));
  const may = useRights();
  const [officer, setOfficer] = useOfficer();
  const [anothers, setAnothers] = useState("");
  const leaving = anothers === "" ? officer : anothers;
  return (
    <>
      <p className="crumbs">
        <Link to="/worklist">{t("worklist.title")}</Link>
      </p>
      <h1>{t("shift.title")}</h1>
      <p className="quiet">{t("shift.lead")}</p>
      <div className="desk-line">
        <OfficerField officer={officer} onChange={setOfficer} />
        {may("assign_tasks") && (
          <label>
            {t("shift.of_another")}{" "}
            <Input
              className="officer"
              autoComplete="off"
              onBlur={(event) => setAnothers(event.target.value.trim())}
              onPressEnter={(event) => setAnothers(event.currentTarget.value.trim())}
            />
          </label>
        )}
      </div>
      {officer === "" ? (
        <p className="blank">{t("worklist.needs_name")}</p>
      ) : (
        <>
          <HandOver key={leaving} officer={officer} leaving={leaving} />
          <Notes officer={officer} />
        </>
      )}
    </>
  );
}

interface Values {
  to: string;
  note?: string;
}

function HandOver({ officer, leaving }: { officer: string; leaving: string }) {
  const { t } = useTranslation();
  const [hours, setHours] = useState<number>(HOURS[0]);
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const [form] = Form.useForm<Values>();
  const { data, isError, error, refetch } = useShift(leaving);
  const word = useTaskWord();
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={6} />;
  const chosen = data.items.filter((it) => !kept.has(it.id)).map((it) => it.id);
  const isOthers = leaving !== officer;
  const send = ({ to, note }: Values) =>
    word.mutate(
      { act: "assign", by: officer, to: to.trim(), reason: note?.trim() ?? "", tasks: chosen },
      { onSuccess: () => form.resetFields() },
    );
  const turn = (ids: readonly string[], isKept: boolean) =>
    setKept((before) => {
      const after = new Set(before);
      for (const id of ids) {
        if (isKept) after.add(id);
        else after.delete(id);
      }
      return after;
    });
  return (
    <Section id="shift" title={t("shift.holds", { officer: leaving, count: data.items.length })}>
      <div aria-live="polite">
        {word.isSuccess && <Outcome answers={word.data.items} tasks={data.items} />}
      </div>
      {word.isError && <Refusal error={word.error} />}
      {data.next != null && <p className="quiet">{t("shift.more", { count: TASKS_AT_ONCE })}</p>}
      <label>
        {t("shift.next_hours")}{" "}
        <Segmented<number>
          aria-label={t("shift.next_hours")}
          value={hours}
          onChange={setHours}
          options={HOURS.map((value) => ({ value, label: t("shift.hours", { count: value }) }))}
        />
      </label>
      {data.items.length === 0 && <p className="blank">{t("shift.none")}</p>}
      {TERMS.map((term) => {
        const tasks = data.items.filter((it) => termOf(it, data.now, hours) === term);
        if (tasks.length === 0) return null;
        return (
          <TermTable
            key={term}
            title={t(`shift.term.${term}`, { count: tasks.length })}
            tasks={tasks}
            kept={kept}
            onTurn={turn}
          />
        );
      })}
      {data.items.length > 0 && (
        <Form<Values> form={form} layout="vertical" className="narrow" requiredMark={false} onFinish={send}>
          <Form.Item
            name="to"
            label={t("worklist.to")}
            rules={[{ required: true, whitespace: true, message: t("worklist.needs_officer") }]}
          >
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="note"
            label={t("shift.note")}
            extra={t("shift.note_hint")}
            rules={[{ required: isOthers, whitespace: true, message: t("shift.needs_note") }]}
          >
            <Input.TextArea rows={4} maxLength={500} />
          </Form.Item>
          <Button type="primary" htmlType="submit" disabled={chosen.length === 0} loading={word.isPending}>
            {t("shift.send", { count: chosen.length })}
          </Button>
        </Form>
      )}
    </Section>
  );
}

interface TermProps {
  title: string;
  tasks: readonly TaskView[];
  /** Those that are not handed over. */
  kept: ReadonlySet<string>;
  onTurn: (ids: readonly string[], isKept: boolean) => void;
}

function TermTable({ title, tasks, kept, onTurn }: TermProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const ids = tasks.map((it) => it.id);
  const isWhole = ids.every((id) => !kept.has(id));
  return (
    <table className="as-cards shift">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">
            <input
              type="checkbox"
              checked={isWhole}
              aria-label={t("shift.mark_all", { term: title })}
              onChange={() => onTurn(ids, isWhole)}
            />
          </th>
          <th scope="col">{t("worklist.task")}</th>
          <th scope="col">{t("worklist.number")}</th>
          <th scope="col">{t("worklist.due")}</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((it) => {
          const page = pageOf(it);
          return (
            <tr key={it.id}>
              <td data-label={t("worklist.mark")}>
                <input
                  type="checkbox"
                  checked={!kept.has(it.id)}
                  aria-label={t("worklist.mark_one", { number: it.number })}
                  onChange={() => onTurn([it.id], !kept.has(it.id))}
                />
              </td>
              <td data-label={t("worklist.task")}>
                {titleOf(it)}
                {it.party !== "" && <small>{it.party}</small>}
              </td>
              <td data-label={t("worklist.number")}>
                {page === null ? (
                  <code>{it.number}</code>
                ) : (
                  <Link to={page}>
                    <code>{it.number}</code>
                  </Link>
                )}
              </td>
              <td data-label={t("worklist.due")}>{it.due_at == null ? "—" : formatMoment(it.due_at)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Notes({ officer }: { officer: string }) {
  const { t } = useTranslation();
  const { data, isError, error, refetch } = useHandedOver(officer);
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={2} />;
  // One word with many tasks is read once.
  const words = [...new Set(data.items.map((it) => `${it.at} ${it.by} ${it.reason}`))].map((key) =>
    data.items.filter((it) => `${it.at} ${it.by} ${it.reason}` === key),
  );
  return (
    <Section id="notes" title={t("shift.notes")}>
      {words.length === 0 ? (
        <p className="blank">{t("shift.no_notes")}</p>
      ) : (
        <ul className="plain">
          {words.map(([first, ...others]) =>
            first === undefined ? null : (
              <li key={first.id}>
                <p>
                  <strong>{first.by}</strong> {formatMoment(first.at)}
                </p>
                <p>{first.reason}</p>
                <p className="quiet">
                  {[first, ...others].map((it) => (
                    <NoteLink key={it.id} note={it} />
                  ))}
                </p>
              </li>
            ),
          )}
        </ul>
      )}
    </Section>
  );
}

function NoteLink({ note }: { note: Pick<TaskView, "subject" | "page_no" | "number"> }) {
  const page = pageOf(note);
  return page === null ? (
    <code>{note.number} </code>
  ) : (
    <>
      <Link to={page}>
        <code>{note.number}</code>
      </Link>{" "}
    </>
  );
}
