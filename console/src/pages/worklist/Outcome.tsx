/** What became of the tasks that an officer named: how many moved, and of those that did not, why. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { TaskAnswer, TaskView } from "../../api/tasks";

interface OutcomeProps {
  answers: readonly TaskAnswer[];
  tasks: readonly TaskView[];
}

export function Outcome({ answers, tasks }: OutcomeProps) {
  const { t } = useTranslation();
  const moved = answers.filter((it) => it.outcome !== "refused").length;
  const refused = answers.filter((it) => it.outcome === "refused");
  const numberOf = (id: string) => tasks.find((it) => it.id === id)?.number ?? id;
  return (
    <Alert
      className="refusal"
      type={refused.length === 0 ? "success" : "warning"}
      showIcon
      title={t("worklist.moved", { count: moved })}
      description={
        refused.length > 0 && (
          <ul>
            {refused.map((it) => (
              <li key={it.id}>
                <code>{numberOf(it.id)}</code>{" "}
                {t(`worklist.why.${it.why ?? "not_open"}`, { holder: it.holder ?? t("worklist.nobody") })}
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
