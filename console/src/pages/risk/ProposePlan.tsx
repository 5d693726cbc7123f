/** A change in the making is proposed as a plan, which another person approves. */

import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useProposePlan } from "../../api/plans";
import type { components } from "../../api/schema";
import { Refusal } from "../../components/Refusal";

interface Props {
  change: components["schemas"]["RiskChange"];
  /** Whether nothing is missing and nothing refuses it. */
  isWhole: boolean;
  isFaulty: boolean;
  /** Whether what is written has been examined. */
  isSettled: boolean;
  /** Whether there is no other way to change it. */
  needsPlan: boolean;
  reason: string;
  officer: string;
  /** Somebody wants to send it: what is missing is shown. */
  onAsked: () => void;
  onProposed: () => void;
}

/** A moment of China from what a field of date and time holds; nothing where it is empty. */
export function momentOf(local: string): string | null {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) ? `${local}:00+08:00` : null;
}

export function ProposePlan(props: Props) {
  const { change, isWhole, isFaulty, isSettled, needsPlan, reason, officer, onAsked, onProposed } = props;
  const { t } = useTranslation();
  const propose = useProposePlan();
  const [isOpen, setOpen] = useState(false);
  const [title, setTitle] = useState("");
  const [at, setAt] = useState("");
  const [isAsked, setAsked] = useState(false);
  const send = () => {
    setAsked(true);
    onAsked();
    if (!isWhole || title.trim() === "") return;
    const moment = momentOf(at);
    propose.mutate(
      { title: title.trim(), change, reason, by: officer, ...(moment !== null && { activates_at: moment }) },
      {
        onSuccess: () => {
          setTitle("");
          setAsked(false);
          onProposed();
        },
      },
    );
  };
  const isMissing = isAsked && title.trim() === "";
  return (
    <div className="propose">
      {needsPlan && <p>{t("plans.propose.needed")}</p>}
      {!isOpen && (
        <Button type={needsPlan ? "primary" : "default"} disabled={isFaulty} onClick={() => setOpen(true)}>
          {t("plans.propose.open")}
        </Button>
      )}
      {isOpen && (
        <>
          <div className="rule-fields">
            <Form.Item
              label={t("plans.propose.title")}
              htmlFor="plan-title"
              {...(isMissing && { validateStatus: "error" as const, help: t("rules.needed") })}
            >
              <Input
                id="plan-title"
                autoComplete="off"
                maxLength={200}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            </Form.Item>
            <Form.Item
              label={t("plans.propose.activates_at")}
              htmlFor="plan-activates-at"
              extra={t("plans.propose.activates_hint")}
            >
              <Input
                id="plan-activates-at"
                type="datetime-local"
                value={at}
                onChange={(event) => setAt(event.target.value)}
              />
            </Form.Item>
          </div>
          <Button
            type={needsPlan ? "primary" : "default"}
            loading={propose.isPending}
            disabled={isFaulty || !isSettled}
            onClick={send}
          >
            {t("plans.propose.send")}
          </Button>
        </>
      )}
      {propose.isError && <Refusal error={propose.error} />}
      {propose.isSuccess && (
        <p role="status">
          {t("plans.propose.done")}{" "}
          <Link to={`/risk/plans/${propose.data.plan}`}>
            <code>{propose.data.plan}</code>
          </Link>
        </p>
      )}
    </div>
  );
}
