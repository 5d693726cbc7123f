/** A row of the registry: a new enterprise, or what it is now. Faults come back from the house, field by field. */

import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { useRegister, type EnterpriseRow } from "../../api/analyst";
import type { EnterpriseView } from "../../api/types";
import { Refusal } from "../../components/Refusal";
import { ROLES } from "./roles";

const CREDITS = ["advanced", "ordinary", "dishonest"] as const;

interface Fields {
  code: string;
  other_code?: string;
  name: string;
  roles: string[];
  sites?: string[];
  credit: string;
  from?: string;
  to?: string;
  suspended_from?: string;
  limit?: string;
}

/** The row as it is sent: what is empty is left out, and what the form does not show stays as it is. */
export function rowOf(fields: Fields, before: EnterpriseView | null): EnterpriseRow {
  const isTold = ([name, it]: [string, unknown]) => name !== "limit" && name !== "sites" && it !== "";
  const told = Object.fromEntries(Object.entries(fields).filter(isTold));
  const certificate = before?.certificate ?? null;
  const kept =
    certificate === null
      ? {}
      : {
          certificate: {
            number: certificate.number,
            from: certificate.from,
            ...(certificate.to !== null && { to: certificate.to }),
            ...(certificate.suspended_from !== null && { suspended_from: certificate.suspended_from }),
            is_guarantee_waived: certificate.is_guarantee_waived,
          },
        };
  return { ...(told as unknown as EnterpriseRow), sites: fields.sites ?? [], ...kept };
}

export function EnterpriseForm({ before }: { before: EnterpriseView | null }) {
  const { t } = useTranslation();
  const register = useRegister();
  const [form] = Form.useForm<Fields>();
  const needed = [{ required: true, message: t("registry.needed") }];
  const initial: Partial<Fields> =
    before === null
      ? { credit: "ordinary", roles: [] }
      : {
          code: before.code,
          other_code: before.other_code,
          name: before.name,
          roles: [...before.roles],
          sites: [...before.sites],
          credit: before.credit,
          from: before.from ?? "",
          to: before.to ?? "",
          suspended_from: before.suspended_from ?? "",
        };
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      className="narrow"
      requiredMark={false}
      initialValues={initial}
      onFinish={(fields) =>
        register.mutate({ row: rowOf(fields, before), limit: (fields.limit ?? "").trim() })
      }
    >
      <Form.Item name="code" label={t("enterprises.column.code")} rules={needed}>
        <Input autoComplete="off" maxLength={18} disabled={before !== null} />
      </Form.Item>
      <Form.Item name="other_code" label={t("registry.other_code")}>
        <Input autoComplete="off" maxLength={18} />
      </Form.Item>
      <Form.Item name="name" label={t("enterprises.column.name")} rules={needed}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="roles" label={t("enterprises.column.roles")} rules={needed}>
        <Select
          mode="multiple"
          options={ROLES.map((value) => ({ value, label: t(`enterprises.role.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="sites" label={t("enterprises.sites")}>
        <Select mode="tags" open={false} suffix={null} />
      </Form.Item>
      <Form.Item name="credit" label={t("enterprises.column.credit")}>
        <Select options={CREDITS.map((value) => ({ value, label: t(`enterprises.credit.${value}`) }))} />
      </Form.Item>
      <Form.Item name="from" label={t("enterprises.from")}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="to" label={t("enterprises.to")}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="suspended_from" label={t("enterprises.suspended_from")}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="limit" label={t("registry.limit")} extra={t("registry.limit_hint")}>
        <Input autoComplete="off" inputMode="decimal" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={register.isPending}>
        {t("registry.save")}
      </Button>
      {register.isError && <Refusal error={register.error} />}
      {register.isSuccess && <p role="status">{t("registry.saved")}</p>}
    </Form>
  );
}
