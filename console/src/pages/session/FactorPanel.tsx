/** The second factor: begun with the password, on once the app's first code was sent. */

import { Alert, Button, Form, Input, QRCode } from "antd";
import { useTranslation } from "react-i18next";

import { useBeginFactor, useConfirmFactor, useRemoveFactor } from "../../api/session";
import { Refusal } from "../../components/Refusal";

export function FactorPanel({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation();
  const begin = useBeginFactor();
  const confirm = useConfirmFactor();
  const remove = useRemoveFactor();
  if (begin.isSuccess && !isOn) {
    return (
      <>
        <p>{t("session.factor_scan")}</p>
        <QRCode value={begin.data.uri} type="svg" aria-label={t("session.factor_scan")} />
        <p className="quiet">
          {t("session.factor_secret")} <code className="factor-secret">{begin.data.secret}</code>
        </p>
        <Form<{ code: string }> layout="inline" onFinish={({ code }) => confirm.mutate(code)}>
          <Form.Item
            name="code"
            label={t("session.code")}
            rules={[{ required: true, pattern: /^\d{6}$/, message: t("session.needs_code") }]}
          >
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={confirm.isPending}>
            {t("session.factor_confirm")}
          </Button>
        </Form>
        {confirm.isError && <Refusal error={confirm.error} />}
      </>
    );
  }
  const act = isOn ? remove : begin;
  return (
    <>
      <Alert
        type={isOn ? "success" : "info"}
        showIcon
        title={isOn ? t("session.factor_is_on") : t("session.factor_is_off")}
      />
      <Form<{ password: string }>
        key={isOn ? "on" : "off"}
        layout="inline"
        className="ask"
        onFinish={({ password }) => act.mutate(password)}
      >
        <Form.Item
          name="password"
          label={t("session.password")}
          rules={[{ required: true, message: t("session.needs_password") }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button htmlType="submit" loading={act.isPending} danger={isOn}>
          {isOn ? t("session.factor_remove") : t("session.factor_begin")}
        </Button>
      </Form>
      {act.isError && <Refusal error={act.error} />}
    </>
  );
}
