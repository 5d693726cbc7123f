/** What an examiner found: line by line, with photographs, seals and samples. It is kept on the device first, and sent from there. */

import { Alert, Button, Checkbox, Input, Select } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useRecord, type TakenPhoto } from "../../api/examinations";
import {
  DISPOSALS,
  goesOn,
  LINE_WORDS,
  missingOf,
  NOTHING_FOUND,
  resultOfLines,
  RESULTS,
  type Found,
  type GoodsLine,
  type LineWord,
  type Snapshot,
} from "../../domain/examination";
import { formatQuantity } from "../../domain/format";
import { PhotoTaker } from "./PhotoTaker";
import { SampleFields } from "./SampleFields";

const EMPTY_SAMPLE = {
  laboratory: "",
  test: "quality",
  items: "1",
  sample_no: "",
  seal: "",
  goods_wait: "wait",
  attended_by: "",
} as const;

export function ResultForm({ snapshot, officer }: { snapshot: Snapshot; officer: string }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Found>(NOTHING_FOUND);
  const [reason, setReason] = useState(() => t("examination.reason_default"));
  const [photos, setPhotos] = useState<readonly TakenPhoto[]>([]);
  const record = useRecord();
  const change = (more: Partial<Found>) => setFound((before) => ({ ...before, ...more }));
  const missing = missingOf(found);
  const takesSecond = snapshot.examination?.takes_second === true && goesOn(found);
  const mark = (line: number, words: readonly LineWord[]) => {
    const lines = { ...found.lines, [line]: words };
    change({ lines, result: resultOfLines(lines) });
  };
  const text = (name: "packages_opened" | "attended_by" | "seals_broken" | "seals_renewed") => (
    <Field title={t(`examination.${name}`)}>
      <Input value={found[name]} autoComplete="off" onChange={(it) => change({ [name]: it.target.value })} />
    </Field>
  );
  return (
    <form
      className="exam-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === null) record.mutate({ login: officer, snapshot, found, reason, photos });
      }}
    >
      <div>
        <h3>{t("examination.lines")}</h3>
        {snapshot.lines.map((it) => (
          <Line key={it.number} line={it} words={found.lines[it.number] ?? []} onChange={mark} />
        ))}
      </div>
      <Field title={t("examination.result")}>
        <Select
          aria-label={t("examination.result")}
          value={found.result}
          onChange={(result) => change({ result })}
          options={RESULTS.map((value) => ({ value, label: t(`examination.results.${value}`) }))}
        />
      </Field>
      {found.result !== "conform" && (
        <Field title={t("examination.disposal")}>
          <Select
            aria-label={t("examination.disposal")}
            value={found.disposal}
            onChange={(disposal) => change({ disposal })}
            options={DISPOSALS.map((value) => ({ value, label: t(`examination.disposals.${value}`) }))}
          />
        </Field>
      )}
      <Field title={t("examination.findings")}>
        <Input.TextArea
          value={found.findings}
          autoSize={{ minRows: 2 }}
          onChange={(it) => change({ findings: it.target.value })}
        />
      </Field>
      <PhotoTaker photos={photos} onChange={setPhotos} />
      {text("packages_opened")}
      {text("attended_by")}
      {text("seals_broken")}
      {text("seals_renewed")}
      <Checkbox
        checked={found.sample !== null}
        onChange={(it) => change({ sample: it.target.checked ? EMPTY_SAMPLE : null })}
      >
        {t("examination.take_sample")}
      </Checkbox>
      {found.sample !== null && (
        <SampleFields sample={found.sample} onChange={(sample) => change({ sample })} />
      )}
      <Field title={t("examination.reason")}>
        <Input value={reason} autoComplete="off" onChange={(it) => setReason(it.target.value)} />
      </Field>
      {missing !== null && <Alert type="warning" showIcon title={t(`examination.missing.${missing}`)} />}
      {record.isError && <Alert type="error" showIcon title={record.error.message} />}
      <div className="exam-submit">
        <p className="exam-lead">{t(takesSecond ? "examination.takes_second" : "examination.at_once")}</p>
        <Button
          type="primary"
          htmlType="submit"
          disabled={missing !== null || reason.trim() === ""}
          loading={record.isPending}
        >
          {t("examination.submit")}
        </Button>
      </div>
    </form>
  );
}

export function Field({ title, children }: { title: string; children: ReactNode }) {
  return (
    <label>
      <span>{title}</span>
      {children}
    </label>
  );
}

interface LineProps {
  line: GoodsLine;
  words: readonly LineWord[];
  onChange: (line: number, words: readonly LineWord[]) => void;
}

function Line({ line, words, onChange }: LineProps) {
  const { t } = useTranslation();
  const toggle = (word: LineWord) =>
    onChange(line.number, words.includes(word) ? words.filter((it) => it !== word) : [...words, word]);
  return (
    <fieldset className="exam-line">
      <legend>
        {t("examination.line", { number: line.number })} {line.name} <code>{line.code}</code>
      </legend>
      <small>
        {line.model} · {formatQuantity(line.quantity)} {line.unit} · {line.origin}
      </small>
      <div className="exam-words" role="group" aria-label={t("examination.differs")}>
        <button
          type="button"
          className="chip chip-good"
          aria-pressed={words.length === 0}
          onClick={() => onChange(line.number, [])}
        >
          {t("examination.as_declared")}
        </button>
        {LINE_WORDS.map((it) => (
          <button
            key={it}
            type="button"
            className="chip chip-stop"
            aria-pressed={words.includes(it)}
            onClick={() => toggle(it)}
          >
            {t(`examination.words.${it}`)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
