/** Personal data of a case: masked until somebody says why he looks, and masked again when he is done. */

import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Form, Input, Modal } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { type AskedPersonal, usePersonalData } from "../api/personal";
import { useSession } from "../api/session";
import { unmask } from "../domain/unmask";
import { OfficerField } from "./OfficerField";
import { Refusal } from "./Refusal";
import { useOfficer } from "./useOfficer";

interface Personal<View> {
  /** As it is shown now. */
  view: View;
  /** The button that shows and hides; null where whoever looks may not. */
  button: ReactNode;
}

/** `changed` is the query of the case, whose history is told that somebody looked. */
export function usePersonal<View extends object>(
  view: View,
  { case: kind, number }: Pick<AskedPersonal, "case" | "number">,
  changed: readonly unknown[],
): Personal<View> {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const [officer, setOfficer] = useOfficer();
  const [isAsked, setAsked] = useState(false);
  const [isShown, setShown] = useState(false);
  const personal = usePersonalData(changed);
  const items = isShown ? personal.data?.items : undefined;
  const shown = useMemo(() => (items === undefined ? view : unmask(view, items)), [view, items]);
  if (!(session?.rights.includes("see_personal") ?? false)) return { view, button: null };
  const ask = ({ reason }: { reason: string }) => {
    // Whoever has a session is named by it.
    const asked = { case: kind, number, reason, ...(setOfficer !== null && { by: officer }) };
    personal.mutate(asked, {
      onSuccess: () => {
        setShown(true);
        setAsked(false);
      },
    });
  };
  const button = (
    <>
      <Button
        size="small"
        icon={isShown ? <EyeInvisibleOutlined aria-hidden /> : <EyeOutlined aria-hidden />}
        aria-pressed={isShown}
        onClick={() => (isShown ? setShown(false) : setAsked(true))}
      >
        {t(isShown ? "personal.hide" : "personal.show")}
      </Button>
      <Modal
        open={isAsked}
        title={t("personal.show")}
        onCancel={() => setAsked(false)}
        footer={null}
        destroyOnHidden
      >
        <p>{t("personal.lead")}</p>
        <Form layout="vertical" onFinish={ask}>
          <OfficerField officer={officer} onChange={setOfficer} />
          <Form.Item
            name="reason"
            label={t("personal.reason")}
            rules={[{ required: true, whitespace: true, message: t("personal.needs_reason") }]}
          >
            <Input autoFocus autoComplete="off" maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={personal.isPending} disabled={officer === ""}>
            {t("personal.confirm")}
          </Button>
        </Form>
        {personal.isError && <Refusal error={personal.error} />}
      </Modal>
    </>
  );
  return { view: shown, button };
}
