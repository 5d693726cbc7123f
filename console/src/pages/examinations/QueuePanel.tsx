/** What waits on the device to be sent: how far each is, and what the house had against it. */

import { Alert, Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useDiscard, useSending, useWork } from "../../api/examinations";
import { Section } from "../../components/Section";
import { formatMoment } from "../../domain/format";
import type { Work } from "../../domain/queue";
import { useLanguage } from "../../i18n";

export function Away() {
  const { t } = useTranslation();
  return <Alert className="refusal" type="warning" showIcon title={t("examination.offline")} />;
}

export function QueuePanel({ login }: { login: string }) {
  const { t } = useTranslation();
  const works = useWork(login).data ?? [];
  const sending = useSending(login);
  if (works.length === 0) return null;
  return (
    <Section
      id="queue"
      title={t("examination.queue", { count: works.length })}
      extra={
        <Button size="small" loading={sending.isPending} onClick={() => sending.mutate()}>
          {t("examination.send_now")}
        </Button>
      }
    >
      {sending.data === "signed_out" && <Alert type="warning" showIcon title={t("examination.signed_out")} />}
      <ul className="exam-queue">
        {works.map((it) => (
          <Item key={it.id} work={it} isSending={sending.isPending} />
        ))}
      </ul>
    </Section>
  );
}

function Item({ work, isSending }: { work: Work; isSending: boolean }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const discard = useDiscard();
  const sent = work.photos.filter((it) => it.isSent).length;
  return (
    <li>
      <strong>{work.number}</strong>{" "}
      <small>{t("examination.made_at", { at: formatMoment(work.madeAt) })}</small>
      <div>
        {work.photos.length > 0 && t("examination.sent_photos", { sent, count: work.photos.length })}{" "}
        {work.refusal === null && t(isSending ? "examination.sending" : "examination.waiting")}
      </div>
      {work.refusal !== null && (
        <>
          <Alert
            type="error"
            showIcon
            title={t("examination.refused", { title: titleOf(work.refusal) })}
            description={
              <>
                <code>{work.refusal.code}</code> <small>{work.refusal.detail}</small>
              </>
            }
          />
          <div className="acts">
            <Link to={`/examinations/${encodeURIComponent(work.number)}`}>{t("examination.open_case")}</Link>
            <Popconfirm title={t("examination.discard_asks")} onConfirm={() => discard.mutate(work)}>
              <Button size="small" danger>
                {t("examination.discard")}
              </Button>
            </Popconfirm>
          </div>
        </>
      )}
    </li>
  );
}
