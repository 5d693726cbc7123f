/** Another password for oneself. */

import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { useChangePassword } from "../../api/session";
import { Refusal } from "../../components/Refusal";

interface Fields {
  old: string;
  new: string;
  again: string;
}

export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation();
  const change = useChangePassword();
  const [form] = Form.useForm<Fields>();
  const send = (fields: Fields) =>
    change.mutate(
      { old: fields.old, new: fields.new },
      {
        onSuccess: () => {
          form.resetFields();
          onDone?.();
        },
      },
    );
  const required = [{ required: true, message: t("session.needs_password") }];
  return (
    <Form<Fields> form={form} layout="vertical" onFinish={send} requiredMark={false}>
      <Form.Item name="old" label={t("session.old_password")} rules={required}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="new"
        label={t("session.new_password")}
        extra={t("session.password_hint")}
        rules={required}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("session.again")}
        dependencies={["new"]}
        rules={[
          ...required,
          ({ getFieldValue }) => ({
            validator: (_, value: string) =>
              value === getFieldValue("new")
                ? Promise.resolve()
                : Promise.reject(new Error(t("session.not_the_same"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {change.isError && <Refusal error={change.error} />}
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t("session.change_password")}
      </Button>
    </Form>
  );
}
