/** Tasks, one a line: a grid that is walked by keys. */

import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { TaskView } from "../../api/tasks";
import { Seal } from "../../components/Seal";
import { formatMoment, localMoment } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { spanBetween } from "./age";
import { pageOf } from "./page";

interface TaskTableProps {
  tasks: readonly TaskView[];
  now: string;
  officer: string;
  current: number;
  marked: ReadonlySet<string>;
  rows: RefObject<Map<string, HTMLTableRowElement>>;
  onMark: (id: string) => void;
  onGo: (index: number) => void;
}

export function TaskTable(props: TaskTableProps) {
  const { tasks, now, officer, current, marked, rows, onMark, onGo } = props;
  const { t } = useTranslation();
  return (
    <table
      className="entries as-cards tasks"
      role="grid"
      aria-multiselectable
      aria-label={t("worklist.title")}
    >
      <thead>
        <tr>
          <th scope="col">{t("worklist.mark")}</th>
          <th scope="col">{t("worklist.task")}</th>
          <th scope="col">{t("worklist.number")}</th>
          <th scope="col">{t("worklist.office")}</th>
          <th scope="col">{t("worklist.age")}</th>
          <th scope="col">{t("worklist.due")}</th>
          <th scope="col">{t("worklist.holder")}</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((it, index) => (
          <TaskRow
            key={it.id}
            task={it}
            now={now}
            isOwn={officer !== "" && it.holder === officer}
            isCurrent={index === current}
            isMarked={marked.has(it.id)}
            keep={(row) => {
              if (row === null) rows.current.delete(it.id);
              else rows.current.set(it.id, row);
            }}
            onMark={() => onMark(it.id)}
            onGo={() => onGo(index)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface TaskRowProps {
  task: TaskView;
  now: string;
  isOwn: boolean;
  isCurrent: boolean;
  isMarked: boolean;
  keep: (row: HTMLTableRowElement | null) => void;
  onMark: () => void;
  onGo: () => void;
}

function TaskRow({ task: it, now, isOwn, isCurrent, isMarked, keep, onMark, onGo }: TaskRowProps) {
  const { t } = useTranslation();
  const { titleOf, language } = useLanguage();
  const page = pageOf(it);
  const age = spanBetween(it.opens_at, now);
  return (
    <tr
      ref={keep}
      tabIndex={isCurrent ? 0 : -1}
      aria-selected={isMarked}
      className={isCurrent ? "is-current" : ""}
      onFocus={onGo}
    >
      <td data-label={t("worklist.mark")}>
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isMarked}
          onChange={onMark}
          aria-label={t("worklist.mark_one", { number: it.number })}
        />
      </td>
      <td data-label={t("worklist.task")}>
        <span className="task-priority" title={t("worklist.priority", { priority: it.priority })}>
          {it.priority}
        </span>{" "}
        {titleOf(it)}
        {it.party !== "" && <small>{it.party}</small>}
      </td>
      <td data-label={t("worklist.number")}>
        {page === null ? (
          <code>{it.number}</code>
        ) : (
          <Link to={page} tabIndex={isCurrent ? 0 : -1}>
            <code>{it.number}</code>
          </Link>
        )}
      </td>
      <td data-label={t("worklist.office")}>
        {it.office === "" ? "—" : <code>{it.office}</code>}
        {language === "zh" && it.office_zh !== "" && <small>{it.office_zh}</small>}
      </td>
      <td data-label={t("worklist.age")} title={formatMoment(it.opens_at)}>
        {t(`worklist.span.${age.unit}`, { count: age.count })}
      </td>
      <td data-label={t("worklist.due")}>
        <Due task={it} now={now} />
      </td>
      <td data-label={t("worklist.holder")}>
        {it.holder === null ? (
          <span className="quiet">{t("worklist.nobody")}</span>
        ) : (
          <Seal tone={isOwn ? "good" : "calm"}>{it.holder}</Seal>
        )}
      </td>
    </tr>
  );
}

function Due({ task: { due_at, is_overdue }, now }: { task: TaskView; now: string }) {
  const { t } = useTranslation();
  if (due_at === null) return <>—</>;
  const span = is_overdue ? spanBetween(due_at, now) : spanBetween(now, due_at);
  const length = t(`worklist.span.${span.unit}`, { count: span.count });
  return (
    <>
      <Seal tone={is_overdue ? "stop" : "watch"}>
        {is_overdue ? t("worklist.overdue_by", { length }) : t("worklist.due_in", { length })}
      </Seal>
      <small>{localMoment(due_at)?.date}</small>
    </>
  );
}
