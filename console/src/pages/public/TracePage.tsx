/** Where a parcel is, by its number and the last four digits of a telephone. */

import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { ApiError } from "../../api/client";
import type { Trace } from "../../api/types";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { PublicRefusal } from "./PublicRefusal";
import { useTrace } from "./queries";

interface Asked {
  number: string;
  digits: string;
}

export default function TracePage() {
  const { t } = useTranslation();
  useTitle(t("public.trace"));
  const { mutate, data, error, isPending } = useTrace();
  const isNobodys = error instanceof ApiError && error.code === "no_such_parcel";
  return (
    <>
      <h1>{t("public.tracing.title")}</h1>
      <p className="quiet">{t("public.tracing.lead")}</p>
      <Form<Asked>
        layout="vertical"
        className="public-form"
        autoComplete="off"
        onFinish={({ number, digits }) => mutate({ number: number.trim(), telephone_last4: digits.trim() })}
      >
        <Form.Item
          name="number"
          label={t("public.tracing.number")}
          rules={[{ required: true, whitespace: true, message: t("public.tracing.number_needed") }]}
        >
          <Input autoCapitalize="characters" maxLength={60} spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="digits"
          label={t("public.tracing.digits")}
          rules={[{ required: true, pattern: /^\s*\d{4}\s*$/, message: t("public.tracing.digits_needed") }]}
        >
          <Input inputMode="numeric" maxLength={4} className="public-digits" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isPending} block>
          {t("public.tracing.ask")}
        </Button>
      </Form>
      <div aria-live="polite">
        {!isPending && data !== undefined && <TraceCard trace={data} />}
        {!isPending && isNobodys && (
          <Alert
            type="info"
            showIcon
            title={t("public.tracing.none")}
            description={t("public.tracing.none_text")}
          />
        )}
        {!isPending && error !== null && !isNobodys && <PublicRefusal error={error} />}
      </div>
      <p className="quiet public-privacy">{t("public.tracing.privacy")}</p>
    </>
  );
}

function TraceCard({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <section className="public-card" data-stage={trace.stage}>
      <h2>{titleOf(trace)}</h2>
      <p className="quiet">{t("public.tracing.since", { moment: formatMoment(trace.since) })}</p>
      <p>
        {trace.waits_for === null
          ? t("public.tracing.nothing_more")
          : `${t("public.tracing.waits_for")}: ${titleOf(trace.waits_for)}`}
      </p>
    </section>
  );
}
