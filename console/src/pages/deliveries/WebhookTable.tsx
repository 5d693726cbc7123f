/** Webhooks as a table: whose receipts, where to, how far, what is wrong, and what may be done. */

import { App, Button, InputNumber, Popover, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePauseWebhook, useReplayWebhook, useResumeWebhook, useTestWebhook } from "../../api/deliveries";
import type { WebhookView } from "../../api/types";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { formatCount, formatMoment } from "../../domain/format";
import { toneOfWebhook } from "../../domain/tone";

export function WebhookTable({ webhooks }: { webhooks: readonly WebhookView[] }) {
  const { t } = useTranslation();
  if (webhooks.length === 0) return <p className="quiet">{t("deliveries.no_webhooks")}</p>;
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col" className="number">
            {t("deliveries.number")}
          </th>
          <th scope="col">{t("deliveries.recipient")}</th>
          <th scope="col">{t("deliveries.address")}</th>
          <th scope="col">{t("deliveries.state_label")}</th>
          <th scope="col">{t("deliveries.progress")}</th>
          <th scope="col">{t("deliveries.last_error")}</th>
          <th scope="col">{t("deliveries.actions")}</th>
        </tr>
      </thead>
      <tbody>
        {webhooks.map((it) => (
          <WebhookRow key={it.id} webhook={it} />
        ))}
      </tbody>
    </table>
  );
}

function WebhookRow({ webhook }: { webhook: WebhookView }) {
  const { t } = useTranslation();
  const { state, cursor, newest, lag, last_error: error, next_attempt_at: next } = webhook;
  return (
    <tr>
      <td className="number" data-label={t("deliveries.number")}>
        {webhook.id}
      </td>
      <td data-label={t("deliveries.recipient")}>
        <code>{webhook.recipient}</code>
      </td>
      <td data-label={t("deliveries.address")}>
        <code>{webhook.url}</code>
      </td>
      <td data-label={t("deliveries.state_label")}>
        <Seal tone={toneOfWebhook(state)}>{t(`deliveries.state.${state}`)}</Seal>
        {state === "failing" && next != null && (
          <small>{t("deliveries.next_attempt", { moment: formatMoment(next) })}</small>
        )}
      </td>
      <td data-label={t("deliveries.progress")}>
        {formatCount(cursor)} / {formatCount(newest)}
        {lag > 0 && <small>{t("deliveries.lag", { count: lag })}</small>}
      </td>
      <td className={error === "" ? "is-empty" : ""} data-label={t("deliveries.last_error")}>
        {error}
        {webhook.failures > 0 && <small>{t("deliveries.failures", { count: webhook.failures })}</small>}
      </td>
      <td data-label={t("deliveries.actions")}>
        <Actions webhook={webhook} />
      </td>
    </tr>
  );
}

function Actions({ webhook: { id, state } }: { webhook: WebhookView }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [pause, resume, test] = [usePauseWebhook(), useResumeWebhook(), useTestWebhook()];
  const fault = pause.error ?? resume.error ?? test.error;
  const isCalled = state === "active";
  const isResting = state === "paused" || state === "gone" || state === "exhausted";
  const say = ({
    is_delivered,
    status,
    detail,
  }: {
    is_delivered: boolean;
    status: number | null;
    detail: string;
  }) =>
    is_delivered
      ? message.success(t("deliveries.confirmed", { status: status ?? "" }))
      : message.error(t("deliveries.not_confirmed", { status: status ?? "–", detail }));
  return (
    <Space size={6} wrap>
      <Button
        size="small"
        loading={test.isPending}
        onClick={() => test.mutate(id, { onSuccess: (it) => void say(it) })}
      >
        {t("deliveries.test")}
      </Button>
      {!isResting && (
        <Button size="small" loading={pause.isPending} onClick={() => pause.mutate(id)}>
          {t("deliveries.pause")}
        </Button>
      )}
      {!isCalled && (
        <Button size="small" loading={resume.isPending} onClick={() => resume.mutate(id)}>
          {t("deliveries.resume")}
        </Button>
      )}
      <ReplayButton id={id} />
      {fault !== null && <Refusal error={fault} />}
    </Space>
  );
}

function ReplayButton({ id }: { id: number }) {
  const { t } = useTranslation();
  const replay = useReplayWebhook();
  const [isOpen, setOpen] = useState(false);
  const [after, setAfter] = useState<number | null>(0);
  const send = () => {
    if (after === null) return;
    replay.mutate({ id, after }, { onSuccess: () => setOpen(false) });
  };
  return (
    <Popover
      trigger="click"
      open={isOpen}
      onOpenChange={setOpen}
      content={
        <Space orientation="vertical">
          <label>
            {t("deliveries.replay_after")}{" "}
            <InputNumber min={0} precision={0} value={after} onChange={setAfter} onPressEnter={send} />
          </label>
          <Button size="small" type="primary" loading={replay.isPending} onClick={send}>
            {t("deliveries.replay_send")}
          </Button>
          {replay.isError && <Refusal error={replay.error} />}
        </Space>
      }
    >
      <Button size="small">{t("deliveries.replay")}</Button>
    </Popover>
  );
}
