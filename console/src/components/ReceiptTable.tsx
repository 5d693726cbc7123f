/** Receipts as a table, each with its message behind a button. */

import { Button, Drawer, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ReceiptView } from "../api/types";
import { formatMoment } from "../domain/format";
import { toneOfStatus } from "../domain/tone";
import { prettyXml } from "../domain/xml";
import { CopyButton } from "./CopyButton";
import { usePrivacy } from "./privacy";
import { Seal } from "./Seal";

interface ReceiptTableProps {
  receipts: readonly ReceiptView[];
  isLoading?: boolean;
}

export function ReceiptTable({ receipts, isLoading = false }: ReceiptTableProps) {
  const { t } = useTranslation();
  const privacy = usePrivacy();
  const [open, setOpen] = useState<ReceiptView | null>(null);
  const columns: TableColumnsType<ReceiptView> = [
    { title: t("receipt.house_no"), dataIndex: "house_no", className: "number", width: 92 },
    {
      title: t("receipt.kind_label"),
      render: (_, it) => t(`receipt.kind.${it.kind}`),
      width: 120,
    },
    {
      title: t("receipt.status"),
      render: (_, it) => it.status !== null && <Seal tone={toneOfStatus(it.status)}>{it.status}</Seal>,
      width: 84,
    },
    {
      title: t("receipt.info"),
      className: "receipt-info",
      render: (_, it) => privacy.text(it.info),
    },
    {
      title: t("receipt.recipient"),
      render: (_, it) => (
        <>
          <code>{it.recipient}</code> <span className="quiet">#{it.recipient_no}</span>
        </>
      ),
      width: 190,
    },
    { title: t("receipt.at"), render: (_, it) => formatMoment(it.at), className: "moment", width: 164 },
    {
      title: t("receipt.xml"),
      width: 104,
      render: (_, it) => (
        <Button size="small" onClick={() => setOpen(it)}>
          {t("receipt.view")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table
        size="small"
        className="receipts"
        rowKey={(it) => `${it.house_no}/${it.recipient}/${it.recipient_no}`}
        columns={columns}
        dataSource={[...receipts]}
        loading={isLoading}
        pagination={false}
        scroll={{ x: 940 }}
        locale={{ emptyText: t("receipt.none") }}
      />
      <MessageDrawer receipt={open} onClose={() => setOpen(null)} />
    </>
  );
}

function MessageDrawer({ receipt, onClose }: { receipt: ReceiptView | null; onClose: () => void }) {
  const { t } = useTranslation();
  const privacy = usePrivacy();
  const xml = receipt === null ? "" : privacy.text(receipt.xml);
  return (
    <Drawer
      open={receipt !== null}
      onClose={onClose}
      size="min(760px, 100vw)"
      title={receipt === null ? "" : `${t(`receipt.kind.${receipt.kind}`)} ${receipt.house_no}`}
      extra={<CopyButton text={xml} />}
    >
      <pre className="xml">{prettyXml(xml)}</pre>
    </Drawer>
  );
}
