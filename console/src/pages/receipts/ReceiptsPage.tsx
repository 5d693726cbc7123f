/** Every receipt in house order; any stretch of them can be fetched again. */

import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { useReceipts } from "../../api/queries";
import { ReceiptTable } from "../../components/ReceiptTable";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";

interface Question {
  recipient?: string;
  after?: string;
}

export default function ReceiptsPage() {
  const { t } = useTranslation();
  useTitle(t("receipts.title"));
  const [params, setParams] = useSearchParams();
  const recipient = params.get("recipient") ?? "";
  const afterText = params.get("after") ?? "";
  const after = /^\d{1,15}$/.test(afterText) ? Number(afterText) : 0;
  const receipts = useReceipts({ recipient, after });
  const ask = ({ recipient: whose = "", after: from = "" }: Question) => {
    const asked = { recipient: whose.trim(), after: from.trim() };
    setParams(Object.fromEntries(Object.entries(asked).filter(([, text]) => text !== "")));
  };
  return (
    <>
      <h1>{t("receipts.title")}</h1>
      <p className="quiet">{t("receipts.lead")}</p>
      <Form<Question>
        key={params.toString()}
        layout="inline"
        className="ask"
        initialValues={{ recipient, after: afterText }}
        onFinish={ask}
      >
        <Form.Item name="recipient" label={t("receipts.recipient")}>
          <Input allowClear autoFocus spellCheck={false} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="after"
          label={t("receipts.after")}
          rules={[{ pattern: /^\d{0,15}$/, message: t("receipts.bad_after") }]}
        >
          <Input inputMode="numeric" className="short" autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit" type="primary">
          {t("receipts.apply")}
        </Button>
      </Form>
      <Listing query={receipts} none={t("receipts.none")} shown={(count) => t("receipts.shown", { count })}>
        {(items) => <ReceiptTable receipts={items} />}
      </Listing>
    </>
  );
}
