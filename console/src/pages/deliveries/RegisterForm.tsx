/** Registers a webhook and shows its secret, which the server tells nobody again. */

import { Alert, Button, Form, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";

import { type Registration, useRegisterWebhook } from "../../api/deliveries";
import { CopyButton } from "../../components/CopyButton";
import { Refusal } from "../../components/Refusal";

export function RegisterForm() {
  const { t } = useTranslation();
  const register = useRegisterWebhook();
  const [form] = Form.useForm<Registration>();
  const ask = ({ recipient, url, after }: Registration) =>
    register.mutate(
      { recipient: recipient.trim(), url: url.trim(), after: after ?? null },
      { onSuccess: () => form.resetFields() },
    );
  return (
    <>
      <Form<Registration> form={form} layout="inline" className="ask" onFinish={ask}>
        <Form.Item
          name="recipient"
          label={t("deliveries.recipient")}
          rules={[{ required: true, whitespace: true, message: t("deliveries.needs_recipient") }]}
        >
          <Input spellCheck={false} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="url"
          label={t("deliveries.address")}
          rules={[{ required: true, whitespace: true, message: t("deliveries.needs_address") }]}
        >
          <Input type="url" placeholder="https://" spellCheck={false} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="after"
          label={t("deliveries.begin_after")}
          tooltip={t("deliveries.begin_after_hint")}
        >
          <InputNumber min={0} precision={0} className="short" />
        </Form.Item>
        <Button htmlType="submit" type="primary" loading={register.isPending}>
          {t("deliveries.register_send")}
        </Button>
      </Form>
      {register.isError && <Refusal error={register.error} />}
      {register.isSuccess && (
        <Alert
          className="refusal"
          type="success"
          showIcon
          title={t("deliveries.secret_title", { number: register.data.webhook.id })}
          description={
            <>
              <p>{t("deliveries.secret_text")}</p>
              <code>{register.data.secret}</code>
            </>
          }
          action={<CopyButton text={register.data.secret} />}
        />
      )}
    </>
  );
}
