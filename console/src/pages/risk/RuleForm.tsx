/** A rule in the making: every column of its row, examined while it is written, tried on history, saved. */

import { Button, Checkbox, Form, Input, InputNumber, Popconfirm, Select } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { useExamined, useSaveRules, useTryRule, type Finding, type Rule, type RuleRow } from "../../api/risk";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { useOfficer } from "../../components/useOfficer";
import { useQuiet } from "../../components/useQuiet";
import { unitAt } from "../../domain/bytes";
import { todayInChina } from "../../domain/format";
import { Findings } from "./Findings";
import { ProposePlan } from "./ProposePlan";
import { CHANNELS, PROCEDURES, SEVERITIES } from "./words";

const Editor = lazy(() => import("./ConditionEditor"));

const DAYS = [7, 30, 90, 365] as const;

/** What stands in the form. */
export interface Draft {
  id: string;
  version: number;
  procedures: NonNullable<RuleRow["procedures"]>;
  title_zh: string;
  title_en: string;
  basis: string;
  owner: string;
  severity: NonNullable<RuleRow["severity"]>;
  channel: RuleRow["channel"];
  condition: string;
  from: string;
  to: string;
  campaign: string;
}

/** A new rule, or the next version of one that there is. */
export function draftOf(rule: Rule | null): Draft {
  return {
    id: rule?.id ?? "",
    version: rule === null ? 1 : (rule.version ?? 1) + 1,
    procedures: [...(rule?.procedures ?? PROCEDURES)],
    title_zh: rule?.title_zh ?? "",
    title_en: rule?.title_en ?? "",
    basis: rule?.basis ?? "",
    owner: rule?.owner ?? "",
    severity: rule?.severity ?? "medium",
    channel: rule?.channel ?? "documents",
    condition: rule?.condition ?? "",
    from: rule?.from ?? todayInChina(),
    to: rule?.to ?? "",
    campaign: rule?.campaign ?? "",
  };
}

/** The row as it is sent; nothing where no day is given, of which nothing can be said. */
export function rowOf({ to, campaign, ...draft }: Draft): RuleRow | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(draft.from)) return null;
  return {
    ...draft,
    id: draft.id.trim(),
    ...(to !== "" && { to }),
    ...(campaign.trim() !== "" && { campaign: campaign.trim() }),
  };
}

interface FormProps {
  /** The rule that is changed; null: a new one. */
  rule: Rule | null;
  tried: ReturnType<typeof useTryRule>;
  onSaved: () => void;
  /** Whether rules are changed by plans alone. */
  needsPlan: boolean;
}

export function RuleForm({ rule, tried, onSaved, needsPlan }: FormProps) {
  const { t } = useTranslation();
  const save = useSaveRules();
  const [officer, setOfficer] = useOfficer();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [reason, setReason] = useState("");
  const [days, setDays] = useState<number>(30);
  const [isAsked, setAsked] = useState(false);
  const row = rowOf(draft);
  const quiet = useQuiet(draft);
  const isBegun = quiet.condition.trim() !== "";
  const examined = useExamined(isBegun ? rowOf(quiet) : null);
  const findings = isBegun ? (examined.data?.findings ?? []) : [];
  // What is left empty is said where it stands, once somebody wants to save.
  const isNamed = [draft.id, draft.title_zh, draft.title_en, draft.basis, draft.owner].every(
    (it) => it.trim() !== "",
  );
  const shown = findings.filter((it) => it.fault !== "row" || isNamed || isAsked);
  const isFaulty = findings.some((it) => it.refuses && it.fault !== "row");
  const isSettled = quiet === draft && examined.isSuccess && !examined.isPlaceholderData;
  const put = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const take = (it: Finding) => {
    const { condition } = draft;
    const [from, to] = [unitAt(condition, it.from), unitAt(condition, it.to)];
    put({ condition: condition.slice(0, from) + (it.hint ?? "") + condition.slice(to) });
  };
  const isWhole = row !== null && reason.trim() !== "" && isSettled && !examined.data.refused;
  const proposed = () => {
    setReason("");
    setAsked(false);
    onSaved();
  };
  const saveIt = () => {
    setAsked(true);
    if (!isWhole) return;
    const saved = () => {
      // What is changed after it is the version after it.
      put({ version: row.version === undefined ? 1 : row.version + 1 });
      proposed();
    };
    save.mutate({ rows: [row], reason: reason.trim(), by: officer }, { onSuccess: saved });
  };
  return (
    <div className="rule-form">
      <Form layout="vertical" requiredMark={false} component="div">
        <OfficerField officer={officer} onChange={setOfficer} />
        <RowFields draft={draft} isNew={rule === null} isAsked={isAsked} put={put} />
        <div className="rule-condition">
          <span className="rule-label">{t("rules.field.condition")}</span>
          <Suspense
            fallback={
              <Input.TextArea
                value={draft.condition}
                readOnly
                rows={4}
                aria-label={t("rules.field.condition")}
              />
            }
          >
            <Editor
              value={draft.condition}
              onChange={(condition) => put({ condition })}
              procedures={draft.procedures}
              findings={findings}
              label={t("rules.field.condition")}
              hint={t("rules.hint.condition")}
            />
          </Suspense>
          <small className="quiet">{t("rules.hint.condition")}</small>
        </div>
        <h3>{t("rules.findings")}</h3>
        {!isBegun ? (
          <p className="quiet">{t("rules.not_examined")}</p>
        ) : examined.isError ? (
          <Refusal error={examined.error} />
        ) : examined.data === undefined ? (
          <p className="quiet">{t("rules.examining")}</p>
        ) : shown.length === 0 && !isNamed ? (
          <p className="quiet">{t("rules.no_findings_yet")}</p>
        ) : (
          <Findings findings={shown} onTake={take} />
        )}
        <Form.Item
          label={t("rules.field.reason")}
          htmlFor="rule-reason"
          {...missing(isAsked, reason, t("rules.needed"))}
        >
          <Input
            id="rule-reason"
            autoComplete="off"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        <div className="ask">
          <Select<number>
            aria-label={t("rules.field.days")}
            prefix={t("rules.field.days")}
            value={days}
            onChange={setDays}
            options={DAYS.map((value) => ({ value, label: t("rules.days", { count: value }) }))}
          />
          <Button
            loading={tried.isPending}
            disabled={row === null || !isBegun || isFaulty}
            onClick={() => row !== null && tried.mutate({ row, days })}
          >
            {t("rules.try")}
          </Button>
          {!needsPlan && (
            <Popconfirm
              title={t("rules.confirm", { id: draft.id, version: draft.version })}
              okText={t("rules.save")}
              cancelText={t("rules.cancel")}
              disabled={!isWhole}
              onConfirm={saveIt}
            >
              <Button
                type="primary"
                loading={save.isPending}
                disabled={isFaulty}
                onClick={() => setAsked(true)}
              >
                {t("rules.save")}
              </Button>
            </Popconfirm>
          )}
        </div>
        <ProposePlan
          change={row === null ? {} : { rules: [row] }}
          isWhole={isWhole}
          isFaulty={isFaulty}
          isSettled={isSettled}
          needsPlan={needsPlan}
          reason={reason.trim()}
          officer={officer}
          onAsked={() => setAsked(true)}
          onProposed={proposed}
        />
      </Form>
      {save.isError && <Refusal error={save.error} />}
      {save.isSuccess && (
        <p role="status">{t("rules.saved", { ids: save.data.ids.join(" "), input: save.data.input })}</p>
      )}
    </div>
  );
}

function missing(isAsked: boolean, text: string, help: string) {
  return isAsked && text.trim() === "" ? { validateStatus: "error" as const, help } : {};
}

interface FieldsProps {
  draft: Draft;
  isNew: boolean;
  /** Whether what is missing is shown. */
  isAsked: boolean;
  put: (part: Partial<Draft>) => void;
}

function RowFields({ draft, isNew, isAsked, put }: FieldsProps) {
  const { t } = useTranslation();
  const text = (name: "id" | "title_zh" | "title_en" | "basis" | "owner" | "campaign", extra?: string) => (
    <Form.Item
      label={t(`rules.field.${name}`)}
      htmlFor={`rule-${name}`}
      extra={extra}
      {...(name === "campaign" ? {} : missing(isAsked, draft[name], t("rules.needed")))}
    >
      <Input
        id={`rule-${name}`}
        autoComplete="off"
        maxLength={200}
        disabled={name === "id" && !isNew}
        value={draft[name]}
        onChange={(event) => put({ [name]: event.target.value })}
      />
    </Form.Item>
  );
  const day = (name: "from" | "to", extra?: string) => (
    <Form.Item
      label={t(`rules.field.${name}`)}
      htmlFor={`rule-${name}`}
      extra={extra}
      {...(name === "to" ? {} : missing(isAsked, draft.from, t("rules.needed")))}
    >
      <Input
        id={`rule-${name}`}
        type="date"
        value={draft[name]}
        onChange={(event) => put({ [name]: event.target.value })}
      />
    </Form.Item>
  );
  return (
    <div className="rule-fields">
      {text("id", t("rules.hint.id"))}
      <Form.Item label={t("rules.field.version")} htmlFor="rule-version">
        <InputNumber
          id="rule-version"
          min={1}
          precision={0}
          value={draft.version}
          onChange={(value) => put({ version: value ?? 1 })}
        />
      </Form.Item>
      {text("title_zh")}
      {text("title_en")}
      {text("basis")}
      {text("owner")}
      <Form.Item label={t("rules.field.channel")} htmlFor="rule-channel" extra={t("rules.hint.channel")}>
        <Select
          id="rule-channel"
          value={draft.channel}
          onChange={(channel) => put({ channel })}
          options={CHANNELS.map((value) => ({ value, label: t(`rules.channel.${value}`) }))}
        />
      </Form.Item>
      <Form.Item label={t("rules.field.severity")} htmlFor="rule-severity" extra={t("rules.hint.severity")}>
        <Select
          id="rule-severity"
          value={draft.severity}
          onChange={(severity) => put({ severity })}
          options={SEVERITIES.map((value) => ({ value, label: t(`rules.severity.${value}`) }))}
        />
      </Form.Item>
      {day("from")}
      {day("to", t("rules.hint.to"))}
      {text("campaign", t("rules.hint.campaign"))}
      <Form.Item label={t("rules.field.procedures")}>
        <Checkbox.Group
          aria-label={t("rules.field.procedures")}
          value={draft.procedures}
          onChange={(procedures) => put({ procedures })}
          options={PROCEDURES.map((value) => ({ value, label: t(`features.procedures.${value}`) }))}
        />
      </Form.Item>
    </div>
  );
}
