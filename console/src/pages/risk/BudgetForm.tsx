/** A row of the budget in the making: read and examined as it is typed, saved, or proposed as a plan; and one that is to hold no more. */

import { Button, Checkbox, Form, Input, Popconfirm, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useExaminedBudgets, useSaveBudgets, type Budget, type BudgetFinding } from "../../api/riskDesk";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { useOfficer } from "../../components/useOfficer";
import { useQuiet } from "../../components/useQuiet";
import { useLanguage } from "../../i18n";
import {
  budgetRowOf,
  draftOfBudget,
  shownFindings,
  siblingsOf,
  typedOf,
  type BudgetDraft,
} from "./budgetDraft";
import { ProposePlan } from "./ProposePlan";
import { PROCEDURES } from "./words";

const AIMS = ["findings", "duty"] as const;
const CHANNELS = ["documents", "examination"] as const;

interface FormProps {
  /** The row that is changed; null: a new one. */
  budget: Budget | null;
  all: readonly Budget[];
  /** Whether budgets are changed by plans alone. */
  needsPlan: boolean;
}

export function BudgetForm({ budget, all, needsPlan }: FormProps) {
  const { t } = useTranslation();
  const save = useSaveBudgets();
  const [officer, setOfficer] = useOfficer();
  const [draft, setDraft] = useState(() => draftOfBudget(budget));
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const quiet = useQuiet(draft);
  const others = siblingsOf(all, budget, quiet.id);
  const examined = useExaminedBudgets([typedOf(quiet), ...others.map((it) => typedOf(draftOfBudget(it)))]);
  const findings = examined.data?.findings ?? [];
  const shown = shownFindings(findings, isAsked);
  const isSettled = quiet === draft && examined.isSuccess && !examined.isPlaceholderData;
  const isFaulty = shown.some((it) => it.refuses);
  const isWhole = isSettled && !examined.data.refused && reason.trim() !== "";
  const put = (part: Partial<BudgetDraft>) => setDraft((before) => ({ ...before, ...part }));
  const done = () => {
    setReason("");
    setAsked(false);
  };
  const rows = [budgetRowOf(draft), ...others];
  const saveIt = () => {
    setAsked(true);
    if (isWhole) save.mutate({ rows, reason: reason.trim(), by: officer }, { onSuccess: done });
  };
  return (
    <div className="rule-form">
      <Form layout="vertical" requiredMark={false} component="div">
        <OfficerField officer={officer} onChange={setOfficer} />
        <Fields
          draft={draft}
          isNew={budget === null}
          findings={shown.filter((it) => it.row === 0)}
          put={put}
        />
        {others.length > 0 && <p className="quiet">{t("budgets.siblings", { count: others.length })}</p>}
        {examined.isError ? (
          <Refusal error={examined.error} />
        ) : (
          <Verdict findings={shown} isSettled={isSettled} isOpen={shown.length < findings.length} />
        )}
        <OtherFindings findings={shown.filter((it) => it.row !== 0)} />
        <ReasonField reason={reason} onChange={setReason} isAsked={isAsked} />
        {!needsPlan && (
          <div className="ask">
            <Popconfirm
              title={t("budgets.confirm", { id: draft.id })}
              okText={t("budgets.save")}
              cancelText={t("budgets.cancel")}
              disabled={!isWhole}
              onConfirm={saveIt}
            >
              <Button
                type="primary"
                loading={save.isPending}
                disabled={isFaulty}
                onClick={() => setAsked(true)}
              >
                {t("budgets.save")}
              </Button>
            </Popconfirm>
          </div>
        )}
        <ProposePlan
          change={{ budgets: rows }}
          isWhole={isWhole}
          isFaulty={isFaulty}
          isSettled={isSettled}
          needsPlan={needsPlan}
          reason={reason.trim()}
          officer={officer}
          onAsked={() => setAsked(true)}
          onProposed={done}
        />
      </Form>
      {save.isError && <Refusal error={save.error} />}
      {save.isSuccess && (
        <p role="status">{t("budgets.saved", { ids: save.data.ids.join(" "), input: save.data.input })}</p>
      )}
    </div>
  );
}

interface VerdictProps {
  findings: readonly BudgetFinding[];
  isSettled: boolean;
  /** Whether something is left empty of which nothing is said yet. */
  isOpen: boolean;
}

/** All of it in a word: what is wrong stands beside the fields. */
function Verdict({ findings, isSettled, isOpen }: VerdictProps) {
  const { t } = useTranslation();
  const refused = findings.filter((it) => it.refuses).length;
  const said = !isSettled
    ? t("budgets.examining")
    : refused > 0
      ? t("budgets.faulty", { count: refused })
      : findings.length > 0
        ? t("budgets.doubtful", { count: findings.length })
        : isOpen
          ? ""
          : t("budgets.sound");
  return (
    <p role="status" className={refused > 0 ? undefined : "quiet"}>
      {said}
    </p>
  );
}

function useTextOf() {
  const { language } = useLanguage();
  return (it: BudgetFinding) => (language === "zh" ? it.text_zh : it.text_en);
}

function OtherFindings({ findings }: { findings: readonly BudgetFinding[] }) {
  const { t } = useTranslation();
  const textOf = useTextOf();
  if (findings.length === 0) return null;
  return (
    <ul className="rule-findings" aria-label={t("budgets.other_rows")}>
      {findings.map((it) => (
        <li key={`${String(it.row)}/${it.field}/${it.other ?? ""}/${it.text_en}`}>
          <code>{it.id}</code> {textOf(it)}
        </li>
      ))}
    </ul>
  );
}

interface ReasonProps {
  reason: string;
  onChange: (reason: string) => void;
  isAsked: boolean;
}

function ReasonField({ reason, onChange, isAsked }: ReasonProps) {
  const { t } = useTranslation();
  const isMissing = isAsked && reason.trim() === "";
  return (
    <Form.Item
      label={t("budgets.field.reason")}
      htmlFor="budget-reason"
      {...(isMissing && { validateStatus: "error" as const, help: t("budgets.needed") })}
    >
      <Input
        id="budget-reason"
        autoComplete="off"
        maxLength={200}
        value={reason}
        onChange={(event) => onChange(event.target.value)}
      />
    </Form.Item>
  );
}

/** Fields of one line of text. */
const CREDITS = ["advanced", "ordinary", "dishonest"] as const;
type TextField = Exclude<keyof BudgetDraft, "procedures" | "aim" | "channel">;
type Column = TextField | "procedures" | "channel" | "credit";

interface FieldsProps {
  draft: BudgetDraft;
  isNew: boolean;
  /** Of this row. */
  findings: readonly BudgetFinding[];
  put: (part: Partial<BudgetDraft>) => void;
}

function Fields({ draft, isNew, findings, put }: FieldsProps) {
  const { t } = useTranslation();
  const textOf = useTextOf();
  const said = (field: Column) => {
    const ours = findings.filter((it) => it.field === field);
    if (ours.length === 0) return {};
    const status = ours.some((it) => it.refuses) ? ("error" as const) : ("warning" as const);
    return { validateStatus: status, help: ours.map((it) => <div key={it.text_en}>{textOf(it)}</div>) };
  };
  const field = (name: TextField, extra?: string, type = "text", place: Column = name) => (
    <Form.Item
      label={t(`budgets.field.${name}`)}
      htmlFor={`budget-${name}`}
      extra={extra}
      {...said(place)}
      key={name}
    >
      <Input
        id={`budget-${name}`}
        autoComplete="off"
        maxLength={200}
        type={type}
        disabled={name === "id" && !isNew}
        value={draft[name]}
        onChange={(event) => put({ [name]: event.target.value })}
      />
    </Form.Item>
  );
  return (
    <div className="rule-fields">
      {field("id", t("budgets.hint.id"))}
      {field("customs", t("budgets.hint.customs"))}
      <Form.Item label={t("budgets.field.procedures")} {...said("procedures")}>
        <Checkbox.Group
          aria-label={t("budgets.field.procedures")}
          value={draft.procedures}
          onChange={(procedures) => put({ procedures })}
          options={PROCEDURES.map((value) => ({ value, label: t(`features.procedures.${value}`) }))}
        />
      </Form.Item>
      {field("share")}
      {field("explore", t("budgets.hint.explore"))}
      {field("later_audit", t("budgets.hint.later_audit"))}
      <Form.Item label={t("budgets.field.aim")} htmlFor="budget-aim">
        <Select
          id="budget-aim"
          value={draft.aim}
          onChange={(aim) => put({ aim })}
          options={AIMS.map((value) => ({ value, label: t(`plans.aim.${value}`) }))}
        />
      </Form.Item>
      <Form.Item label={t("budgets.field.channel")} htmlFor="budget-channel" {...said("channel")}>
        <Select
          id="budget-channel"
          value={draft.channel}
          onChange={(channel) => put({ channel })}
          options={CHANNELS.map((value) => ({ value, label: t(`rules.channel.${value}`) }))}
        />
      </Form.Item>
      {field("per_day", t("budgets.hint.per_day"))}
      {CREDITS.map((it) => field(it, t("budgets.hint.credit"), "text", "credit"))}
      {field("basis")}
      {field("owner")}
      {field("from", undefined, "date")}
      {field("to", t("budgets.hint.to"), "date")}
    </div>
  );
}

interface DropProps {
  budget: Budget;
  needsPlan: boolean;
}

/** A row that is to hold no more; with it go all rows of its name. */
export function DropBudget({ budget: { id }, needsPlan }: DropProps) {
  const { t } = useTranslation();
  const save = useSaveBudgets();
  const [officer, setOfficer] = useOfficer();
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const isWhole = reason.trim() !== "";
  const dropIt = () => save.mutate({ dropped: [id], reason: reason.trim(), by: officer });
  return (
    <div className="rule-form">
      <p>{t("budgets.drop_lead", { id })}</p>
      <Form layout="vertical" requiredMark={false} component="div">
        <OfficerField officer={officer} onChange={setOfficer} />
        <ReasonField reason={reason} onChange={setReason} isAsked={isAsked} />
        {!needsPlan && (
          <div className="ask">
            <Popconfirm
              title={t("budgets.confirm_drop", { id })}
              okText={t("budgets.drop")}
              cancelText={t("budgets.cancel")}
              disabled={!isWhole}
              onConfirm={dropIt}
            >
              <Button danger loading={save.isPending} onClick={() => setAsked(true)}>
                {t("budgets.drop")}
              </Button>
            </Popconfirm>
          </div>
        )}
        <ProposePlan
          change={{ dropped_budgets: [id] }}
          isWhole={isWhole}
          isFaulty={false}
          isSettled
          needsPlan={needsPlan}
          reason={reason.trim()}
          officer={officer}
          onAsked={() => setAsked(true)}
          onProposed={() => {
            setReason("");
            setAsked(false);
          }}
        />
      </Form>
      {save.isError && <Refusal error={save.error} />}
      {save.isSuccess && (
        <p role="status">
          {t("budgets.dropped", { ids: save.data.dropped.join(" "), input: save.data.input })}
        </p>
      )}
    </div>
  );
}
