/** Receipts as a table, each with its message behind a button. */

import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ReceiptView } from "../api/types";
import { localMoment } from "../domain/format";
import { toneOfReceipt } from "../domain/tone";
import { Seal } from "./Seal";

const MessageDrawer = lazy(() => import("./MessageDrawer"));

export function ReceiptTable({ receipts }: { receipts: readonly ReceiptView[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ReceiptView | null>(null);
  const [wasOpened, setOpened] = useState(false);
  if (receipts.length === 0) return <p className="quiet">{t("receipt.none")}</p>;
  const view = (receipt: ReceiptView) => {
    setOpened(true);
    setOpen(receipt);
  };
  return (
    <>
      <table className="receipts as-cards">
        <thead>
          <tr>
            <th scope="col" className="number">
              {t("receipt.house_no")}
            </th>
            <th scope="col">{t("receipt.kind_label")}</th>
            <th scope="col">{t("receipt.status")}</th>
            <th scope="col">{t("receipt.info")}</th>
            <th scope="col">{t("receipt.recipient")}</th>
            <th scope="col">{t("receipt.at")}</th>
            <th scope="col">{t("receipt.xml")}</th>
          </tr>
        </thead>
        <tbody>
          {receipts.map((it) => (
            <ReceiptRow
              key={`${it.house_no}/${it.recipient}/${it.recipient_no}`}
              receipt={it}
              onView={view}
            />
          ))}
        </tbody>
      </table>
      {wasOpened && (
        <Suspense>
          <MessageDrawer receipt={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  );
}

interface ReceiptRowProps {
  receipt: ReceiptView;
  onView: (receipt: ReceiptView) => void;
}

function ReceiptRow({ receipt, onView }: ReceiptRowProps) {
  const { t } = useTranslation();
  const { status } = receipt;
  const at = localMoment(receipt.at);
  return (
    <tr>
      <td className="number" data-label={t("receipt.house_no")}>
        {receipt.house_no}
      </td>
      <td data-label={t("receipt.kind_label")}>{t(`receipt.kind.${receipt.kind}`)}</td>
      <td data-label={t("receipt.status")}>
        {status != null && <Seal tone={toneOfReceipt(receipt)}>{status}</Seal>}
      </td>
      <td className="receipt-info" data-label={t("receipt.info")}>
        {receipt.info}
      </td>
      <td data-label={t("receipt.recipient")}>
        <code>{receipt.recipient}</code>
        <small title={t("receipt.recipient_no")}>#{receipt.recipient_no}</small>
      </td>
      <td className="moment" data-label={t("receipt.at")}>
        {at?.date ?? receipt.at} <small>{at?.time}</small>
      </td>
      <td data-label={t("receipt.xml")}>
        <Button size="small" onClick={() => onView(receipt)}>
          {t("receipt.view")}
        </Button>
      </td>
    </tr>
  );
}
