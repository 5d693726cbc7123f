/** Licences that are registered here (监管证件): what each covers and what is left of it, and new ones. */

import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useAddLicence, useLicences, type Licence } from "../../api/analyst";
import { useRights } from "../../api/session";
import { Listing } from "../../components/Listing";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";

export default function LicencesPage() {
  const { t } = useTranslation();
  useTitle(t("licences.title"));
  const may = useRights();
  const [params, setParams] = useSearchParams();
  const kind = params.get("kind") ?? "";
  const q = params.get("q") ?? "";
  const licences = useLicences({ kind, q });
  const ask = (name: string, value: string) =>
    setParams(
      (before) => {
        if (value === "") before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <h1>{t("licences.title")}</h1>
      <p className="quiet">{t("licences.lead")}</p>
      <div className="ask">
        <Input.Search
          className="long"
          allowClear
          aria-label={t("licences.search")}
          placeholder={t("licences.search")}
          defaultValue={q}
          onSearch={(text) => ask("q", text.trim())}
        />
        <Input
          aria-label={t("licences.kind")}
          placeholder={t("licences.kind")}
          maxLength={1}
          value={kind}
          onChange={(event) => ask("kind", event.target.value)}
        />
      </div>
      <Listing query={licences} none={t("licences.none")} shown={(count) => t("licences.shown", { count })}>
        {(items) => <LicenceList licences={items} />}
      </Listing>
      {may("change_registry") && (
        <Section id="new-licence" title={t("licences.add")}>
          <LicenceForm />
        </Section>
      )}
    </>
  );
}

function LicenceList({ licences }: { licences: readonly Licence[] }) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards">
      <thead>
        <tr>
          <th scope="col">{t("licences.kind")}</th>
          <th scope="col">{t("licences.number")}</th>
          <th scope="col">{t("licences.holder")}</th>
          <th scope="col">{t("licences.days")}</th>
          <th scope="col">{t("licences.goods")}</th>
        </tr>
      </thead>
      <tbody>
        {licences.map((it) => (
          <tr key={`${it.kind}/${it.number}`}>
            <td data-label={t("licences.kind")}>
              <code>{it.kind}</code>
            </td>
            <td data-label={t("licences.number")}>
              <code>{it.number}</code> {it.is_revoked && <Seal tone="stop">{t("licences.revoked")}</Seal>}
            </td>
            <td data-label={t("licences.holder")}>
              {it.holder_code === "" ? (
                t("licences.bearer")
              ) : (
                <Link to={`/enterprises/${it.holder_code}`}>
                  <code>{it.holder_code}</code>
                </Link>
              )}
            </td>
            <td data-label={t("licences.days")}>
              {t("watch.days_text", { from: it.valid_from, to: it.valid_to })}
            </td>
            <td data-label={t("licences.goods")}>
              {it.goods.length === 0 && t("licences.any")}
              {it.goods.map(({ commodity, unit, quantity, left }) => (
                <div key={commodity}>
                  <code>{commodity}</code>{" "}
                  {quantity === null
                    ? t("licences.unlimited")
                    : t("licences.left", { left: left ?? quantity, quantity, unit })}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Fields {
  kind: string;
  number: string;
  holder_code?: string;
  valid_from: string;
  valid_to: string;
  commodity?: string;
  unit?: string;
  quantity?: string;
}

function LicenceForm() {
  const { t } = useTranslation();
  const add = useAddLicence();
  const [form] = Form.useForm<Fields>();
  const needed = [{ required: true, message: t("registry.needed") }];
  const save = ({ commodity, unit, quantity, holder_code, ...row }: Fields) => {
    const given = (text: string | undefined) => (text ?? "").trim();
    const goods =
      given(commodity) === ""
        ? []
        : [{ commodity: given(commodity), unit: given(unit), quantity: given(quantity) || null }];
    add.mutate({ ...row, holder_code: given(holder_code), goods });
  };
  const faults = add.data?.receipts?.flatMap((it) => it.findings) ?? [];
  return (
    <Form<Fields> form={form} layout="vertical" className="narrow" requiredMark={false} onFinish={save}>
      <Form.Item name="kind" label={t("licences.kind")} rules={needed}>
        <Input maxLength={1} autoComplete="off" />
      </Form.Item>
      <Form.Item name="number" label={t("licences.number")} rules={needed}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="holder_code" label={t("licences.holder")} extra={t("licences.holder_hint")}>
        <Input maxLength={18} autoComplete="off" />
      </Form.Item>
      <Form.Item name="valid_from" label={t("watch.from")} rules={needed}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="valid_to" label={t("watch.to")} rules={needed}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="commodity" label={t("licences.commodity")} extra={t("licences.commodity_hint")}>
        <Input maxLength={10} inputMode="numeric" autoComplete="off" />
      </Form.Item>
      <Form.Item name="quantity" label={t("licences.quantity")}>
        <Input inputMode="decimal" autoComplete="off" />
      </Form.Item>
      <Form.Item name="unit" label={t("licences.unit")}>
        <Input maxLength={3} autoComplete="off" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={add.isPending}>
        {t("registry.save")}
      </Button>
      {add.isError && <Refusal error={add.error} />}
      {add.isSuccess && faults.length === 0 && <p role="status">{t("registry.saved")}</p>}
      {faults.map((it) => (
        <Alert
          key={`${it.code}/${it.pointer}/${it.observed}`}
          type="error"
          showIcon
          title={it.title_zh}
          description={`${it.observed} · ${it.expected}`}
        />
      ))}
    </Form>
  );
}
