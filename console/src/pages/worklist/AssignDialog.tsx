/** To whom tasks go: those that are marked, or a whole shift. */

import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";

/** What is assigned: so many tasks, or everything that the officer holds. */
export type Assigned = { scope: "tasks"; count: number } | { scope: "shift" };

interface AssignDialogProps {
  assigned: Assigned | null;
  isBusy: boolean;
  onAssign: (to: string, reason: string) => void;
  onClose: () => void;
}

interface Values {
  to: string;
  reason?: string;
}

export function AssignDialog({ assigned, isBusy, onAssign, onClose }: AssignDialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const title =
    assigned?.scope === "tasks"
      ? t("worklist.assign_title", { count: assigned.count })
      : t("worklist.hand_over_title");
  return (
    <Modal
      open={assigned !== null}
      title={title}
      okText={t("worklist.assign_send")}
      cancelText={t("worklist.cancel")}
      confirmLoading={isBusy}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<Values>
        form={form}
        layout="vertical"
        preserve={false}
        onFinish={({ to, reason }) => onAssign(to.trim(), reason?.trim() ?? "")}
      >
        <Form.Item
          name="to"
          label={t("worklist.to")}
          rules={[{ required: true, whitespace: true, message: t("worklist.needs_officer") }]}
        >
          <Input autoFocus autoComplete="off" />
        </Form.Item>
        {assigned?.scope === "tasks" && (
          <Form.Item name="reason" label={t("worklist.reason")} extra={t("worklist.reason_hint")}>
            <Input autoComplete="off" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
