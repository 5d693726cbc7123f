/** A receipt beside the page: what it found in full, and its message laid out for reading. */

import { Drawer } from "antd";
import { useTranslation } from "react-i18next";

import type { ReceiptView } from "../api/types";
import { prettyXml } from "../domain/xml";
import { CopyButton } from "./CopyButton";
import { FindingCard } from "./FindingCard";

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
      extra={<CopyButton text={xml} />}
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
