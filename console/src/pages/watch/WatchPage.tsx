/** What is watched (布控): rows in force, to come and past; a new one is tried on history before it is saved. */

import { Button, Form, Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

import {
  useAddWatch,
  useEndWatch,
  useWatch,
  useWatchPreview,
  type NewWatch,
  type WatchKind,
  type WatchRow,
} from "../../api/analyst";
import { useRights } from "../../api/session";
import { Loading } from "../../components/Loading";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { useOfficer } from "../../components/useOfficer";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment, todayInChina } from "../../domain/format";
import { Preview } from "./Preview";

const KINDS = ["commodity", "country", "words", "platform", "buyer"] as const satisfies readonly WatchKind[];
const FORCES = ["in_force", "future", "past"] as const;
const DAYS = [7, 30, 90, 365] as const;

export default function WatchPage() {
  const { t } = useTranslation();
  useTitle(t("watch.title"));
  const may = useRights();
  const watch = useWatch();
  const tried = useWatchPreview();
  const [chosen, setForce] = useState<WatchRow["force"] | null>(null);
  // A page that names a row leads to it.
  const sought = decodeURIComponent(useLocation().hash.slice(1));
  const [ended, setEnded] = useState<WatchRow | null>(null);
  if (watch.isError) return <Refusal error={watch.error} onRetry={() => void watch.refetch()} />;
  if (watch.data === undefined) return <Loading />;
  const rows = watch.data.items;
  const force = chosen ?? rows.find((it) => it.id === sought)?.force ?? "in_force";
  const shown = rows.filter((it) => it.force === force);
  return (
    <>
      <h1>{t("watch.title")}</h1>
      <p className="quiet">{t("watch.lead")}</p>
      <Segmented<WatchRow["force"]>
        aria-label={t("watch.force_label")}
        value={force}
        onChange={setForce}
        options={FORCES.map((value) => ({
          value,
          label: `${t(`watch.force.${value}`)} ${String(rows.filter((it) => it.force === value).length)}`,
        }))}
      />
      {shown.length === 0 ? (
        <p className="blank">{t("watch.none")}</p>
      ) : (
        <WatchTable
          rows={shown}
          sought={sought}
          onTry={(row) => tried.mutate({ id: row.id, value: "" })}
          onEnd={may("change_watch") ? setEnded : null}
        />
      )}
      {may("change_watch") && (
        <Section id="new-watch" title={t("watch.add")}>
          <WatchForm tried={tried} />
        </Section>
      )}
      {tried.isPending && <Loading />}
      {tried.isError && <Refusal error={tried.error} />}
      {tried.isSuccess && <Preview preview={tried.data} />}
      {ended !== null && <EndDialog row={ended} onClose={() => setEnded(null)} />}
    </>
  );
}

interface TableProps {
  rows: readonly WatchRow[];
  /** The one that a link led to; empty: none did. */
  sought: string;
  onTry: (row: WatchRow) => void;
  /** Null where it is not for whoever looks. */
  onEnd: ((row: WatchRow) => void) | null;
}

function WatchTable({ rows, sought, onTry, onEnd }: TableProps) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards">
      <thead>
        <tr>
          <th scope="col">{t("watch.column.id")}</th>
          <th scope="col">{t("watch.column.value")}</th>
          <th scope="col">{t("watch.column.lane")}</th>
          <th scope="col">{t("watch.column.reason")}</th>
          <th scope="col">{t("watch.column.days")}</th>
          <th scope="col">{t("watch.column.officer")}</th>
          <th scope="col">{t("watch.column.acts")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((it) => (
          <tr
            key={it.id}
            className={it.id === sought ? "is-sought" : undefined}
            ref={it.id === sought ? (row) => row?.scrollIntoView({ block: "center" }) : undefined}
          >
            <td data-label={t("watch.column.id")}>
              <code>{it.id}</code>
            </td>
            <td data-label={t("watch.column.value")}>
              {t(`watch.kind.${it.kind}`)} <code>{it.value}</code>
            </td>
            <td data-label={t("watch.column.lane")}>
              <Seal tone="watch">{t(`watch.lane.${it.lane}`)}</Seal>
            </td>
            <td data-label={t("watch.column.reason")}>
              {it.reason}
              {it.end_reason !== "" && <small>{t("watch.ended_because", { reason: it.end_reason })}</small>}
            </td>
            <td data-label={t("watch.column.days")}>
              {it.to === null
                ? t("watch.open_end", { from: it.from })
                : t("watch.days_text", { from: it.from, to: it.to })}
            </td>
            <td data-label={t("watch.column.officer")}>
              {it.officer === "" ? t("common.not_given") : it.officer}{" "}
              <small>{formatMoment(it.told_at)}</small>
              {it.earlier.length > 0 && <small>{t("watch.changes", { count: it.earlier.length })}</small>}
            </td>
            <td data-label={t("watch.column.acts")}>
              <Button size="small" onClick={() => onTry(it)}>
                {t("watch.try")}
              </Button>{" "}
              {onEnd !== null && it.force !== "past" && (
                <Button size="small" danger onClick={() => onEnd(it)}>
                  {t("watch.end")}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WatchForm({ tried }: { tried: ReturnType<typeof useWatchPreview> }) {
  const { t } = useTranslation();
  const add = useAddWatch();
  const [officer, setOfficer] = useOfficer();
  const [form] = Form.useForm<NewWatch & { days: number }>();
  const kind = Form.useWatch((it: Partial<NewWatch>) => it.kind, form) ?? "commodity";
  const needed = [{ required: true, message: t("watch.needed") }];
  const tryIt = async () => {
    const asked = await form.validateFields(["kind", "value", "days"]).catch(() => null);
    if (asked === null) return;
    const { value, days } = form.getFieldsValue();
    tried.mutate({ kind, value: value.trim(), days });
  };
  const save = ({ kind, value, reason, from, to }: NewWatch) => {
    add.mutate(
      { kind, value, reason, from, to: to === undefined || to === "" ? null : to, by: officer },
      {
        onSuccess: () => {
          form.resetFields();
          tried.reset();
        },
      },
    );
  };
  return (
    <Form
      form={form}
      layout="vertical"
      className="narrow"
      requiredMark={false}
      initialValues={{ kind: "commodity", from: todayInChina(), days: 30 }}
      onFinish={save}
    >
      <OfficerField officer={officer} onChange={setOfficer} />
      <Form.Item name="kind" label={t("watch.column.kind")}>
        <Select options={KINDS.map((value) => ({ value, label: t(`watch.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="value" label={t("watch.column.value")} extra={t(`watch.hint.${kind}`)} rules={needed}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="reason" label={t("watch.column.reason")} rules={needed}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="from" label={t("watch.from")} rules={needed}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="to" label={t("watch.to")}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="days" label={t("watch.history")}>
        <Select<number>
          options={DAYS.map((value) => ({ value, label: t("watch.days", { count: value }) }))}
        />
      </Form.Item>
      <Button loading={tried.isPending} onClick={() => void tryIt()}>
        {t("watch.try")}
      </Button>{" "}
      <Button type="primary" htmlType="submit" loading={add.isPending}>
        {t("watch.save")}
      </Button>
      {add.isError && <Refusal error={add.error} />}
      {add.isSuccess && <p role="status">{t("watch.saved", { id: add.data.id })}</p>}
    </Form>
  );
}

function EndDialog({ row, onClose }: { row: WatchRow; onClose: () => void }) {
  const { t } = useTranslation();
  const end = useEndWatch();
  const [officer] = useOfficer();
  const [form] = Form.useForm<{ to: string; reason: string }>();
  const needed = [{ required: true, message: t("watch.needed") }];
  const today = todayInChina();
  return (
    <Modal
      open
      title={t("watch.end_title", { id: row.id })}
      okText={t("watch.end")}
      cancelText={t("watch.cancel")}
      confirmLoading={end.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <p className="quiet">{t("watch.end_text")}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ to: row.from > today ? row.from : today }}
        onFinish={(said) => end.mutate({ id: row.id, by: officer, ...said }, { onSuccess: onClose })}
      >
        <Form.Item name="to" label={t("watch.to")} rules={needed}>
          <Input type="date" min={row.from} />
        </Form.Item>
        <Form.Item name="reason" label={t("watch.column.reason")} rules={needed}>
          <Input autoComplete="off" maxLength={200} />
        </Form.Item>
      </Form>
      {end.isError && <Refusal error={end.error} />}
    </Modal>
  );
}
