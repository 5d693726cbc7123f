/** What may be done about a case now by whoever looks at it: a button each, and the form behind it. */

import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { type ActCase, type ActView, type CaseActs, useActs } from "../../api/acts";
import { useLanguage } from "../../i18n";
import { Refusal } from "../Refusal";
import { Section } from "../Section";
import { useAct } from "./useAct";
import "../../styles/acts.css";

interface Props {
  of: ActCase;
  /** Acts that the page offers in a way of its own. */
  without?: (act: ActView) => boolean;
  /** What the page offers besides. */
  children?: ReactNode;
}

/** Nothing is shown to whom nothing is offered. */
export function ActBar({ of, without, children }: Props) {
  const { t } = useTranslation();
  const { data, isError, error, refetch } = useActs(of);
  const { choose, dialog } = useAct();
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  const items = (data?.items ?? [])
    .map((it) => ({ ...it, acts: it.acts.filter((act) => without?.(act) !== true) }))
    .filter((it) => it.acts.length > 0);
  const isShown = items.length > 0 || children !== undefined;
  return (
    <>
      {isShown && (
        <Section id="acts" title={t("acts.title")}>
          <div className="acts">
            {items.map((it) => (
              <ActGroup key={`${it.about}/${it.number}`} of={it} onChoose={(act) => choose(it, act)} />
            ))}
            {children}
          </div>
        </Section>
      )}
      {dialog}
    </>
  );
}

/** The acts about one case, those of a group beside each other. */
function ActGroup({ of, onChoose }: { of: CaseActs; onChoose: (act: ActView) => void }) {
  const { t } = useTranslation();
  const { titleOf, stateOf } = useLanguage();
  const groups = [...new Set(of.acts.map((it) => it.group))];
  return (
    <div className="act-case">
      <h3>
        {titleOf(of)} <code>{of.number}</code> <span className="quiet">{stateOf(of)}</span>
      </h3>
      {groups.map((group) => {
        const name = t(`acts.group.${group}` as "acts.group.decide");
        return (
          <div key={group} className="act-group" role="group" aria-label={name}>
            <span className="quiet">{name}</span>
            {of.acts
              .filter((it) => it.group === group)
              .map((it) => (
                <Button
                  key={it.act}
                  size="small"
                  danger={it.is_grave}
                  type={isFirst(it) ? "primary" : "default"}
                  onClick={() => onChoose(it)}
                >
                  {titleOf(it)}
                </Button>
              ))}
          </div>
        );
      })}
    </div>
  );
}

/** What the case most likely waits for. */
const FIRST = ["approve_review", "approve_amendment", "order_payment", "answer", "confirm", "serve"];
const isFirst = (act: ActView): boolean => FIRST.includes(act.act);
