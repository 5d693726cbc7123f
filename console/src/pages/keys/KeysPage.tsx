/** API keys of one's companies. */

import { Alert, Button, Form, Input, Popconfirm, Select, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";

import { useAddApiKey, useApiKeys, useRevokeApiKey } from "../../api/people";
import { useSession } from "../../api/session";
import type { AddApiKey, ApiKeyView, Right } from "../../api/types";
import { CopyButton } from "../../components/CopyButton";
import { ExportMenu } from "../../components/ExportMenu";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";

/** What a key may be allowed. */
const SCOPES = [
  "send_messages",
  "see_cases",
  "see_receipts",
  "keep_webhooks",
  "answer_for_payments",
] as const satisfies readonly Right[];
type Scope = (typeof SCOPES)[number];

export default function KeysPage() {
  const { t } = useTranslation();
  useTitle(t("keys.title"));
  const keys = useApiKeys();
  const revoke = useRevokeApiKey();
  const word = (right: Right) => {
    const scope = SCOPES.find((it) => it === right);
    return scope === undefined ? right : t(`keys.scope.${scope}`);
  };
  return (
    <>
      <h1>{t("keys.title")}</h1>
      <p className="quiet">{t("keys.lead")}</p>
      {keys.isError && <Refusal error={keys.error} onRetry={() => void keys.refetch()} />}
      {revoke.isError && <Refusal error={revoke.error} />}
      {keys.isSuccess && keys.data.items.length > 0 && <ExportMenu source={keys.data.source} />}
      <Table<ApiKeyView>
        rowKey="id"
        size="small"
        pagination={false}
        loading={keys.isPending}
        scroll={{ x: true }}
        dataSource={keys.data?.items ?? []}
        locale={{ emptyText: t("keys.none") }}
        columns={[
          { title: t("keys.name"), dataIndex: "name" },
          { title: t("people.companies"), render: (_, it) => <code>{it.company}</code> },
          {
            title: t("keys.scopes"),
            render: (_, it) => it.scopes.map((one) => <Tag key={one}>{word(one)}</Tag>),
          },
          { title: t("keys.made"), render: (_, it) => formatMoment(it.created_at) },
          {
            title: t("keys.used"),
            render: (_, it) => (it.used_at === null ? "—" : formatMoment(it.used_at)),
          },
          { title: t("keys.ends"), render: (_, it) => formatMoment(it.ends_at) },
          {
            title: t("people.acts"),
            render: (_, it) =>
              it.revoked_at === null ? (
                <Popconfirm title={t("keys.revoke_asks")} onConfirm={() => revoke.mutate(it.id)}>
                  <Button size="small" danger>
                    {t("keys.revoke")}
                  </Button>
                </Popconfirm>
              ) : (
                <Tag color="error">{t("keys.revoked")}</Tag>
              ),
          },
        ]}
      />
      <Section id="new-key" title={t("keys.add")}>
        <KeyForm />
      </Section>
    </>
  );
}

function KeyForm() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const add = useAddApiKey();
  const [form] = Form.useForm<AddApiKey>();
  const companies = session?.companies ?? [];
  const scopes: Scope[] = SCOPES.filter((it) => session?.rights.includes(it) ?? false);
  const needed = [{ required: true, message: t("people.needed") }];
  return (
    <>
      <Form<AddApiKey>
        form={form}
        layout="vertical"
        className="narrow"
        requiredMark={false}
        initialValues={{ company: companies[0] }}
        onFinish={(asked) => add.mutate(asked, { onSuccess: () => form.resetFields() })}
      >
        <Form.Item name="name" label={t("keys.name")} extra={t("keys.name_hint")} rules={needed}>
          <Input autoComplete="off" maxLength={64} />
        </Form.Item>
        <Form.Item name="company" label={t("people.companies")} rules={needed}>
          <Select<string> options={companies.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="scopes" label={t("keys.scopes")} rules={needed}>
          <Select<Scope[]>
            mode="multiple"
            options={scopes.map((value) => ({ value, label: t(`keys.scope.${value}`) }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t("keys.add")}
        </Button>
      </Form>
      {add.isError && <Refusal error={add.error} />}
      {add.isSuccess && (
        <Alert
          className="refusal"
          type="success"
          showIcon
          title={t("keys.secret_title")}
          description={
            <>
              <p>{t("keys.secret_text")}</p>
              <code>{add.data.secret}</code>
            </>
          }
          action={<CopyButton text={add.data.secret} />}
        />
      )}
    </>
  );
}
