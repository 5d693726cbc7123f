/** A receipt beside the page: what it found in full, and its message laid out for reading. */

import { DownloadOutlined } from "@ant-design/icons";
import { Button, Drawer, Space } from "antd";
import { useTranslation } from "react-i18next";

import type { ReceiptView } from "../api/types";
import { prettyXml } from "../domain/xml";
import { CopyButton } from "./CopyButton";
import { FindingCard } from "./FindingCard";
import { save } from "./save";

interface MessageDrawerProps {
  /** Null closes it. */
  receipt: ReceiptView | null;
  onClose: () => void;
}

export default function MessageDrawer({ receipt, onClose }: MessageDrawerProps) {
  const { t } = useTranslation();
  const xml = receipt === null ? "" : receipt.xml;
  const title = receipt === null ? "" : `${t(`receipt.kind.${receipt.kind}`)} ${receipt.house_no}`;
  return (
    <Drawer
      open={receipt !== null}
      onClose={onClose}
      size="min(760px, 100vw)"
      title={title}
      extra={
        receipt !== null && (
          <Space>
            <Button
              size="small"
              icon={<DownloadOutlined aria-hidden />}
              onClick={() => save(nameOf(receipt), new Blob([xml], { type: "application/xml" }))}
            >
              {t("receipt.download")}
            </Button>
            <CopyButton text={xml} />
          </Space>
        )
      }
    >
      {receipt !== null && receipt.findings.length > 0 && (
        <ul className="findings">
          {receipt.findings.map((it) => (
            <li key={`${it.code}/${it.pointer}/${it.against}`}>
              <FindingCard finding={it} />
            </li>
          ))}
        </ul>
      )}
      <pre className="xml">{prettyXml(xml)}</pre>
    </Drawer>
  );
}

/** By which its file is known again: whose it is, and its number among his. */
const nameOf = ({ kind, recipient, recipient_no }: ReceiptView): string =>
  `${kind}-${recipient}-${recipient_no}.xml`;
