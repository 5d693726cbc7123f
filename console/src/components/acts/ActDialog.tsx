/** The form of an act: what has to be said, the law it rests on, and what the house answered. */

import { Alert, Button, Drawer, Form, Space } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { type ActField, type ActView, type CaseActs, useWord, type Word } from "../../api/acts";
import type { ExplainedFinding } from "../../api/types";
import { useLanguage } from "../../i18n";
import { BasisLine } from "../BasisLine";
import { Refusal } from "../Refusal";
import { ActAnswer } from "./ActAnswer";
import { Checked, Found } from "./Checked";
import { commandOf, fieldAt, type Filled, firstOf, isChecked, isEmpty } from "./command";
import { FieldInput } from "./FieldInput";
import { useChecked } from "./useChecked";

interface Props {
  of: CaseActs;
  act: ActView;
  isOpen: boolean;
  onClose: () => void;
}

/** A paper may be so large. */
const PAPER_MAX = 20 * 1024 * 1024;

export default function ActDialog({ of, act, isOpen, onClose }: Props) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const word = useWord();
  const [form] = Form.useForm<Record<string, Filled>>();
  const noteId = useId();
  const first = Object.fromEntries(act.fields.map((it) => [it.at, firstOf(it)]));
  const declarationNo = declarationOf(of, act);
  const [filled, setFilled] = useState<Record<string, Filled> | null>(null);
  const checked = useChecked(act, filled);
  const answered = (word.data?.receipts ?? []).flatMap((it) => it.findings);
  // What was typed since it was refused is checked anew.
  const found = checked.said?.findings ?? answered;
  const send = (filled: Record<string, Filled>) => word.mutate(wordOf(of, act, filled));
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      title={titleOf(act)}
      size={560}
      destroyOnHidden
      afterOpenChange={(is) => {
        if (is) return;
        word.reset();
        setFilled(null);
      }}
    >
      <p className="quiet">
        {titleOf(of)} <code>{of.number}</code>
      </p>
      {act.basis != null && (
        <p id={noteId}>
          {t("acts.basis")} <BasisLine basis={act.basis} />
        </p>
      )}
      {word.isSuccess && <ActAnswer answer={word.data} />}
      {word.isSuccess && !isRefused(word.data) ? (
        <Button type="primary" onClick={onClose}>
          {t("acts.close")}
        </Button>
      ) : (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={first}
          onFinish={send}
          onValuesChange={(_, filled: Record<string, Filled>) => setFilled(filled)}
          aria-describedby={act.basis == null ? undefined : noteId}
        >
          {act.fields.map((field) => (
            <FieldItem
              key={field.at}
              field={field}
              declarationNo={declarationNo}
              found={found.filter((it) => fieldAt(it.pointer, act.fields) === field)}
            />
          ))}
          {isChecked(act) && <Checked checked={checked} fields={act.fields} />}
          {act.is_grave && <Alert type="warning" showIcon title={t("acts.grave")} className="act-note" />}
          {word.isError && <Refusal error={word.error} />}
          <Space>
            <Button type="primary" danger={act.is_grave} htmlType="submit" loading={word.isPending}>
              {t("acts.send")}
            </Button>
            <Button onClick={onClose}>{t("acts.cancel")}</Button>
          </Space>
        </Form>
      )}
    </Drawer>
  );
}

interface FieldItemProps {
  field: ActField;
  declarationNo: string;
  /** What was found in it. */
  found: readonly ExplainedFinding[];
}

function FieldItem({ field, declarationNo, found }: FieldItemProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const check = (value: Filled): string | null => {
    if (field.must && isEmpty(value)) return t("acts.needed");
    if (value instanceof File && value.size > PAPER_MAX) return t("acts.too_large");
    if (value instanceof File && !/\.pdf$/i.test(value.name)) return t("acts.not_pdf");
    return null;
  };
  const lit =
    found.length === 0
      ? {}
      : {
          validateStatus: found.some((it) => it.severity === "return")
            ? ("error" as const)
            : ("warning" as const),
          help: <Found findings={found} />,
        };
  return (
    <Form.Item
      name={[field.at]}
      label={`${titleOf(field)}${field.must ? "" : t("acts.optional")}`}
      rules={[
        {
          validator: (_, value: Filled) => {
            const fault = check(value);
            return fault === null ? Promise.resolve() : Promise.reject(new Error(fault));
          },
        },
      ]}
      {...lit}
    >
      <FieldInput field={field} declarationNo={declarationNo} />
    </Form.Item>
  );
}

function wordOf(of: CaseActs, act: ActView, filled: Record<string, Filled>): Word {
  const file = filled["/file"];
  const id = filled["/id"];
  if (file instanceof File && typeof id === "string") return { kind: "paper", number: of.number, id, file };
  return { kind: "command", command: commandOf(act, filled) };
}

/** By which declaration's fields an act goes. */
function declarationOf(of: CaseActs, act: ActView): string {
  const command = act.command as { declaration_no?: string };
  return of.about === "declaration" ? of.number : (command.declaration_no ?? "");
}

function isRefused(answer: { receipts?: readonly { findings: readonly { severity: string }[] }[] | null }) {
  return (answer.receipts ?? []).some((it) => it.findings.some((finding) => finding.severity === "return"));
}
