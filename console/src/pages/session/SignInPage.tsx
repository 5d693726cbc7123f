/** The one page that whoever is not signed in sees of the desks. */

import { Alert, Button, Divider, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { ApiError } from "../../api/client";
import { type SignIn, useSignIn, useWaysIn } from "../../api/session";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";

export function SignInPage() {
  const { t } = useTranslation();
  useTitle(t("session.sign_in"));
  const signIn = useSignIn();
  const { data: ways } = useWaysIn();
  const isRefused = useSearchParams()[0].get("sign_in") === "refused";
  const provider = ways?.provider ?? null;
  const [asksCode, setAsksCode] = useState(false);
  const send = (asked: SignIn) =>
    signIn.mutate(asked, {
      onError: (refused) => {
        if (refused instanceof ApiError && refused.code === "second_factor_needed") setAsksCode(true);
      },
    });
  const isCodeAsked =
    asksCode && signIn.error instanceof ApiError && signIn.error.code === "second_factor_needed";
  return (
    <section className="sign-in" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{t("session.sign_in")}</h1>
      <p className="quiet">{t("session.lead")}</p>
      {isRefused && !signIn.isError && (
        <Alert type="error" showIcon title={t("session.provider_refused")} role="alert" />
      )}
      <Form<SignIn> layout="vertical" onFinish={send} requiredMark={false}>
        <Form.Item
          name="login"
          label={t("session.login")}
          rules={[{ required: true, message: t("session.needs_login") }]}
        >
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("session.password")}
          rules={[{ required: true, message: t("session.needs_password") }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {asksCode && (
          <Form.Item
            name="code"
            label={t("session.code")}
            extra={t("session.code_hint")}
            rules={[{ required: true, pattern: /^\d{6}$/, message: t("session.needs_code") }]}
          >
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus />
          </Form.Item>
        )}
        {signIn.isError && !isCodeAsked && <Refusal error={signIn.error} />}
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
          {t("session.sign_in")}
        </Button>
      </Form>
      {provider !== null && (
        <>
          <Divider plain>{t("session.or")}</Divider>
          <Button block href="/api/v1/session/provider">
            {t("session.provider", { name: provider })}
          </Button>
        </>
      )}
    </section>
  );
}
