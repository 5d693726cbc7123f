/** The officers' worklist: queues, tasks by priority, and who does them; keyboard first. */

import { Button, Checkbox, Input, Segmented, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";

import {
  useTasks,
  useTaskWord,
  type TaskKind,
  type TaskOrder,
  type TaskWord,
  type Whose,
} from "../../api/tasks";
import { Listing } from "../../components/Listing";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { useOfficer } from "../../components/useOfficer";
import { useTitle } from "../../components/useTitle";
import { AssignDialog, type Assigned } from "./AssignDialog";
import { KeyHelp } from "./KeyHelp";
import { Outcome } from "./Outcome";
import { QueueTree } from "./QueueTree";
import { TaskTable } from "./TaskTable";
import { pageOf } from "./page";
import { useDeskKeys } from "./useDeskKeys";
import "../../styles/worklist.css";

const WHOSE = ["all", "nobodys", "own"] as const satisfies readonly Whose[];
const ORDERS = ["priority", "due", "age"] as const satisfies readonly TaskOrder[];
/** So many are moved at once. */
const AT_ONCE = 500;

export default function WorklistPage() {
  const { t } = useTranslation();
  useTitle(t("worklist.title"));
  const navigate = useNavigate();
  const [officer, setOfficer] = useOfficer();
  const [params, setParams] = useSearchParams();
  const [assigned, setAssigned] = useState<Assigned | null>(null);
  const [isHelped, setHelped] = useState(false);
  const word = useTaskWord();
  const filter = {
    office: params.get("office") ?? "",
    kind: params.get("kind") as TaskKind | null,
    whose: WHOSE.find((it) => it === params.get("whose")) ?? "all",
    overdue: params.get("overdue") === "yes",
    q: params.get("q") ?? "",
    order: ORDERS.find((it) => it === params.get("order")) ?? "priority",
  };
  const isNameless = filter.whose === "own" && officer === "";
  const tasks = useTasks(isNameless ? { ...filter, whose: "all" } : filter, officer);
  const pages = tasks.data?.pages;
  const items = useMemo(() => pages?.flatMap((it) => it.items) ?? [], [pages]);
  const ids = useMemo(() => items.map((it) => it.id), [items]);
  const ask = (change: Record<string, string | null>) =>
    setParams((before) => {
      for (const [name, value] of Object.entries(change)) {
        if (value === null || value === "") before.delete(name);
        else before.set(name, value);
      }
      return before;
    });

  const acts = {
    open: (index: number) => {
      const task = items[index];
      const page = task === undefined ? null : pageOf(task);
      if (page !== null) void navigate(page);
    },
    take: () => say("take"),
    release: () => say("release"),
    assign: () => desk.meant.length > 0 && setAssigned({ scope: "tasks", count: desk.meant.length }),
    help: () => setHelped((it) => !it),
  };
  const desk = useDeskKeys(ids, acts);
  const send = (it: TaskWord) =>
    word.mutate(it, {
      onSuccess: () => {
        desk.unmark();
        setAssigned(null);
      },
    });
  const say = (act: "take" | "release") => {
    if (officer === "" || desk.meant.length === 0 || word.isPending) return;
    send({ act, by: officer, tasks: desk.meant.slice(0, AT_ONCE) });
  };
  const assign = (to: string, reason: string) => {
    if (assigned?.scope === "shift") send({ act: "hand_over", by: officer, to });
    else send({ act: "assign", by: officer, to, reason, tasks: desk.meant.slice(0, AT_ONCE) });
  };
  const isIdle = officer === "" || desk.meant.length === 0;
  const first = pages?.[0];
  const own = first?.queues?.reduce((sum, it) => sum + it.own, 0) ?? 0;
  return (
    <>
      <h1>{t("worklist.title")}</h1>
      <p className="quiet">{t("worklist.lead")}</p>
      <div className="desk-line">
        <OfficerField officer={officer} onChange={setOfficer} />
        <Segmented<Whose>
          aria-label={t("worklist.whose_label")}
          value={filter.whose}
          onChange={(it) => ask({ whose: it === "all" ? null : it })}
          options={WHOSE.map((value) => ({ value, label: t(`worklist.whose.${value}`) }))}
        />
        <Checkbox
          checked={filter.overdue}
          onChange={(event) => ask({ overdue: event.target.checked ? "yes" : null })}
        >
          {t("worklist.only_overdue")}
        </Checkbox>
        <Select<TaskOrder>
          aria-label={t("worklist.order_label")}
          value={filter.order}
          onChange={(it) => ask({ order: it === "priority" ? null : it })}
          options={ORDERS.map((value) => ({ value, label: t(`worklist.order.${value}`) }))}
        />
        <Input.Search
          className="desk-search"
          aria-label={t("worklist.search")}
          placeholder={t("worklist.search")}
          defaultValue={filter.q}
          allowClear
          onSearch={(q) => ask({ q: q.trim() })}
        />
      </div>
      <div className="desk-line" role="toolbar" aria-label={t("worklist.acts")}>
        <Button type="primary" disabled={isIdle} loading={word.isPending} onClick={() => say("take")}>
          {t("worklist.take", { count: desk.meant.length })}
        </Button>
        <Button disabled={isIdle} onClick={() => say("release")}>
          {t("worklist.release", { count: desk.meant.length })}
        </Button>
        <Button disabled={isIdle} onClick={acts.assign}>
          {t("worklist.assign", { count: desk.meant.length })}
        </Button>
        <Button disabled={officer === "" || own === 0} onClick={() => setAssigned({ scope: "shift" })}>
          {t("worklist.hand_over", { count: own })}
        </Button>
        <Link to="/worklist/shift">{t("shift.title")}</Link>
        <Button type="text" aria-expanded={isHelped} onClick={acts.help}>
          {t("worklist.keys")}
        </Button>
      </div>
      {officer === "" && <p className="quiet">{t("worklist.needs_name")}</p>}
      {isHelped && <KeyHelp />}
      <div aria-live="polite">{word.isSuccess && <Outcome answers={word.data.items} tasks={items} />}</div>
      {word.isError && <Refusal error={word.error} />}
      <div className="worklist">
        {first?.queues != null && (
          <QueueTree
            queues={first.queues}
            isExact={first.counts_are_exact}
            office={filter.office}
            kind={filter.kind}
            onChoose={(office, kind) => ask({ office, kind })}
          />
        )}
        <section aria-label={t("worklist.tasks")} aria-busy={tasks.isFetching}>
          {isNameless ? (
            <p className="blank">{t("worklist.needs_name")}</p>
          ) : (
            <Listing
              query={tasks}
              none={t("worklist.none")}
              shown={(count) => t("worklist.shown", { count })}
            >
              {() => (
                <TaskTable
                  tasks={items}
                  now={first?.now ?? ""}
                  officer={officer}
                  current={desk.current}
                  marked={desk.marked}
                  rows={desk.rows}
                  onMark={desk.mark}
                  onGo={desk.setCurrent}
                />
              )}
            </Listing>
          )}
        </section>
      </div>
      <AssignDialog
        assigned={assigned}
        isBusy={word.isPending}
        onAssign={assign}
        onClose={() => setAssigned(null)}
      />
    </>
  );
}
