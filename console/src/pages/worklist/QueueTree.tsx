/** The queues: offices, and under each the kinds of tasks that are open there, with how many. */

import { useTranslation } from "react-i18next";

import type { TaskKind, TaskQueue } from "../../api/tasks";
import { formatCount } from "../../domain/format";
import { useLanguage } from "../../i18n";

interface QueueTreeProps {
  queues: readonly TaskQueue[];
  isExact: boolean;
  office: string;
  kind: TaskKind | null;
  onChoose: (office: string, kind: TaskKind | null) => void;
}

interface Sum {
  open: number;
  nobodys: number;
  overdue: number;
}

function sumOf(queues: readonly TaskQueue[]): Sum {
  const add = (sum: Sum, it: TaskQueue) => ({
    open: sum.open + it.open,
    nobodys: sum.nobodys + it.nobodys,
    overdue: sum.overdue + it.overdue,
  });
  return queues.reduce(add, { open: 0, nobodys: 0, overdue: 0 });
}

export function QueueTree({ queues, isExact, office, kind, onChoose }: QueueTreeProps) {
  const { t } = useTranslation();
  const { titleOf, language } = useLanguage();
  const offices = [...new Set(queues.map((it) => it.office))];
  const nameOf = (code: string) => {
    const name = language === "zh" ? (queues.find((it) => it.office === code)?.office_zh ?? "") : "";
    return code === "" ? t("worklist.no_office") : `${code} ${name}`.trim();
  };
  return (
    <nav className="queues" aria-label={t("worklist.queues")}>
      <ul>
        <li>
          <QueueButton
            title={t("worklist.all_queues")}
            sum={sumOf(queues)}
            isExact={isExact}
            isChosen={office === "" && kind === null}
            onChoose={() => onChoose("", null)}
          />
        </li>
        {offices.map((code) => {
          const own = queues.filter((it) => it.office === code);
          return (
            <li key={code}>
              <QueueButton
                title={nameOf(code)}
                sum={sumOf(own)}
                isExact={isExact}
                isChosen={office === code && code !== "" && kind === null}
                onChoose={() => onChoose(code, null)}
              />
              <ul>
                {own.map((it) => (
                  <li key={it.kind}>
                    <QueueButton
                      title={titleOf(it)}
                      sum={it}
                      isExact={isExact}
                      isChosen={office === code && kind === it.kind}
                      onChoose={() => onChoose(code, it.kind)}
                    />
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
      {!isExact && <p className="quiet">{t("worklist.not_exact")}</p>}
    </nav>
  );
}

interface QueueButtonProps {
  title: string;
  sum: Sum;
  isExact: boolean;
  isChosen: boolean;
  onChoose: () => void;
}

function QueueButton({ title, sum, isExact, isChosen, onChoose }: QueueButtonProps) {
  const { t } = useTranslation();
  const count = `${formatCount(sum.open)}${isExact ? "" : "+"}`;
  return (
    <button type="button" className="queue" aria-pressed={isChosen} onClick={onChoose}>
      <span className="queue-title">{title}</span>{" "}
      <span className="queue-count" title={t("worklist.nobodys_of", { count: sum.nobodys })}>
        {count}
      </span>
      {sum.overdue > 0 && (
        <>
          {" "}
          <span className="queue-overdue">{t("worklist.overdue_count", { count: sum.overdue })}</span>
        </>
      )}
    </button>
  );
}
