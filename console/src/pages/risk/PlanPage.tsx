/** One plan of risk analysis: who and why, what changes row by row, what history says of it, and its decision. */

import { Button, Form, Input, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useDecidePlan, usePlan, type Plan, type PlanAct } from "../../api/plans";
import { useRights } from "../../api/session";
import { Loading } from "../../components/Loading";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useOfficer } from "../../components/useOfficer";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { toneOfPlan } from "../../domain/tone";
import "../../styles/risk.css";
import { PlanMoves } from "./PlanMoves";
import { PlanTrial } from "./PlanTrial";

export default function PlanPage() {
  const { t } = useTranslation();
  const name = useParams().plan ?? "";
  const plan = usePlan(name);
  useTitle(t("plans.one", { plan: name }));
  if (plan.isError) {
    return (
      <>
        <h1>{t("plans.one", { plan: name })}</h1>
        <Refusal error={plan.error} onRetry={() => void plan.refetch()} />
      </>
    );
  }
  if (plan.data === undefined) return <Loading rows={12} />;
  return <Body plan={plan.data} />;
}

function Body({ plan: it }: { plan: Plan }) {
  const { t } = useTranslation();
  const may = useRights();
  const isOpen = it.state === "proposed" || it.state === "approved";
  const { decided } = it;
  const facts: [string, string][] = [
    [t("plans.fact.by"), t("plans.by", { by: it.by, at: formatMoment(it.proposed_at) })],
    [t("plans.fact.reason"), it.reason],
    [
      t("plans.fact.activates_at"),
      it.activates_at === null ? t("plans.at_once") : formatMoment(it.activates_at),
    ],
    ...(it.active_since === null
      ? []
      : [
          [t("plans.fact.since"), t("plans.since", { at: formatMoment(it.active_since) })] as [
            string,
            string,
          ],
        ]),
    [
      t("plans.fact.decided"),
      decided === null
        ? t("plans.undecided")
        : t("plans.by", { by: decided.by, at: formatMoment(decided.at) }),
    ],
    ...(decided === null ? [] : [[t("plans.fact.decided_reason"), decided.reason] as [string, string]]),
  ];
  return (
    <>
      <header className="entry-header">
        <p className="crumbs">
          <Link to="/risk/plans">{t("plans.title")}</Link>
        </p>
        <div className="entry-title">
          <h1>
            <code>{it.plan}</code> {it.title}
          </h1>
          <Seal tone={toneOfPlan(it.state)} size="large">
            {t(`plans.state.${it.state}`)}
          </Seal>
        </div>
        <dl className="keys">
          {facts.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </header>
      {it.faults.length > 0 && (
        <Section id="faults" title={t(it.state === "failed" ? "plans.faults_then" : "plans.faults")}>
          <ul className="rule-findings">
            {it.faults.map((fault) => (
              <li key={`${fault.column}/${fault.observed}`}>
                {t("plans.fault", {
                  column: fault.column,
                  observed: fault.observed,
                  expected: fault.expected,
                })}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section id="changes" title={t("plans.changes")}>
        <p className="quiet">{t(it.state === "active" ? "plans.changes_before" : "plans.changes_beside")}</p>
        <PlanMoves plan={it} />
      </Section>
      <Section id="trial" title={t("plans.trial.title")}>
        {it.state === "active" ? <p>{t("plans.trial.none_in_force")}</p> : <PlanTrial plan={it.plan} />}
      </Section>
      {isOpen && may("change_watch") && <Decision plan={it} />}
    </>
  );
}

function Decision({ plan: it }: { plan: Plan }) {
  const { t } = useTranslation();
  const decide = useDecidePlan(it.plan);
  const [officer, setOfficer] = useOfficer();
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const isOwn = officer === it.by;
  // Who proposed a plan withdraws it; another approves or refuses it.
  const acts: readonly PlanAct[] = isOwn
    ? ["withdraw"]
    : it.state === "proposed"
      ? ["approve", "refuse"]
      : [];
  const isMissing = isAsked && reason.trim() === "";
  const give = (act: PlanAct) => {
    decide.mutate({ act, reason: reason.trim(), by: officer }, { onSuccess: () => setReason("") });
  };
  return (
    <Section id="decision" title={t("plans.decide.title")}>
      <p className="quiet">{t(isOwn ? "plans.decide.own" : "plans.decide.other")}</p>
      <Form layout="vertical" requiredMark={false} component="div">
        <OfficerField officer={officer} onChange={setOfficer} />
        <Form.Item
          label={t("plans.decide.reason")}
          htmlFor="plan-reason"
          {...(isMissing && { validateStatus: "error" as const, help: t("rules.needed") })}
        >
          <Input
            id="plan-reason"
            autoComplete="off"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        <div className="ask">
          {acts.map((act) => (
            <Popconfirm
              key={act}
              title={t(`plans.decide.confirm_${act}`, { plan: it.plan })}
              okText={t(`plans.decide.${act}`)}
              cancelText={t("plans.decide.cancel")}
              disabled={reason.trim() === ""}
              onConfirm={() => give(act)}
            >
              <Button
                type={act === "approve" ? "primary" : "default"}
                danger={act === "refuse"}
                loading={decide.isPending}
                onClick={() => setAsked(true)}
              >
                {t(`plans.decide.${act}`)}
              </Button>
            </Popconfirm>
          ))}
        </div>
      </Form>
      {decide.isError && <Refusal error={decide.error} />}
      {decide.isSuccess && (
        <p role="status">
          {t("plans.decide.done", {
            plan: decide.data.plan,
            state: t(`plans.state.${decide.data.state}`),
            input: decide.data.input,
          })}
        </p>
      )}
    </Section>
  );
}
