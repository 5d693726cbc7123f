/** The form of an act: what has to be said, the law it rests on, and what the house answered. */

import { Alert, Button, Drawer, Form, Space } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { type ActView, type CaseActs, useWord, type Word } from "../../api/acts";
import { useLanguage } from "../../i18n";
import { BasisLine } from "../BasisLine";
import { Refusal } from "../Refusal";
import { ActAnswer } from "./ActAnswer";
import { commandOf, type Filled, firstOf, isEmpty } from "./command";
import { FieldInput } from "./FieldInput";

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
  const send = (filled: Record<string, Filled>) => word.mutate(wordOf(of, act, filled));
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      title={titleOf(act)}
      size={560}
      destroyOnHidden
      afterOpenChange={(is) => {
        if (!is) word.reset();
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
      {word.isSuccess ? (
        <>
          <ActAnswer answer={word.data} />
          <Space>
            <Button type="primary" onClick={onClose}>
              {t("acts.close")}
            </Button>
            {isRefused(word.data) && <Button onClick={() => word.reset()}>{t("acts.mend")}</Button>}
          </Space>
        </>
      ) : (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={first}
          onFinish={send}
          aria-describedby={act.basis == null ? undefined : noteId}
        >
          {act.fields.map((field) => (
            <Form.Item
              key={field.at}
              name={[field.at]}
              label={`${titleOf(field)}${field.must ? "" : t("acts.optional")}`}
              rules={[
                {
                  validator: (_, value: Filled) => {
                    if (field.must && isEmpty(value)) return Promise.reject(new Error(t("acts.needed")));
                    if (value instanceof File && value.size > PAPER_MAX)
                      return Promise.reject(new Error(t("acts.too_large")));
                    if (value instanceof File && !/\.pdf$/i.test(value.name))
                      return Promise.reject(new Error(t("acts.not_pdf")));
                    return Promise.resolve();
                  },
                },
              ]}
            >
              <FieldInput field={field} declarationNo={declarationNo} />
            </Form.Item>
          ))}
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
