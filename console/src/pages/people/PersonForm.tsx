/** Adds somebody, or changes who somebody is to the house. */

import { Button, Form, Input, Select, Space } from "antd";
import { useTranslation } from "react-i18next";

import { useAddPerson, useChangePerson } from "../../api/people";
import type { PersonRole, PersonView } from "../../api/types";
import { Refusal } from "../../components/Refusal";
import { OneTimePassword } from "./OneTimePassword";
import { PERSON_ROLES } from "./roles";

interface Fields {
  login: string;
  name: string;
  roles: PersonRole[];
  districts?: string[];
  companies?: string[];
}

export function PersonForm({ person, onDone }: { person: PersonView | null; onDone: () => void }) {
  const { t } = useTranslation();
  const add = useAddPerson();
  const change = useChangePerson();
  const [form] = Form.useForm<Fields>();
  const send = ({ login, ...asked }: Fields) => {
    const whole = { ...asked, districts: asked.districts ?? [], companies: asked.companies ?? [] };
    if (person !== null) change.mutate({ id: person.id, ...whole }, { onSuccess: onDone });
    else add.mutate({ login, ...whole }, { onSuccess: () => form.resetFields() });
  };
  const needed = [{ required: true, message: t("people.needed") }];
  const act = person === null ? add : change;
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      className="narrow"
      onFinish={send}
      initialValues={person ?? {}}
      requiredMark={false}
    >
      <Form.Item name="login" label={t("session.login")} extra={t("people.login_hint")} rules={needed}>
        <Input disabled={person !== null} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="name" label={t("people.name")} rules={needed}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="roles" label={t("people.roles")} rules={needed}>
        <Select<PersonRole[]>
          mode="multiple"
          options={PERSON_ROLES.map((value) => ({ value, label: t(`people.role.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="districts" label={t("people.districts")} extra={t("people.districts_hint")}>
        <Select<string[]> mode="tags" open={false} tokenSeparators={[" ", ","]} />
      </Form.Item>
      <Form.Item name="companies" label={t("people.companies")} extra={t("people.companies_hint")}>
        <Select<string[]> mode="tags" open={false} tokenSeparators={[" ", ","]} />
      </Form.Item>
      {act.isError && <Refusal error={act.error} />}
      {add.isSuccess && person === null && <OneTimePassword told={add.data} />}
      <Space>
        <Button type="primary" htmlType="submit" loading={act.isPending}>
          {person === null ? t("people.add") : t("people.save")}
        </Button>
        {person !== null && <Button onClick={onDone}>{t("people.cancel")}</Button>}
      </Space>
    </Form>
  );
}
