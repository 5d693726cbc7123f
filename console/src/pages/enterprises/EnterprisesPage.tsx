/** Who is registered: found by part of a code or name, or by role. */

import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useEnterprises } from "../../api/queries";
import { useRights } from "../../api/session";
import type { EnterpriseView, Role } from "../../api/types";
import { Listing } from "../../components/Listing";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { EnterpriseForm } from "./EnterpriseForm";
import { ForceSeal } from "./ForceSeal";
import { ROLES } from "./roles";

export default function EnterprisesPage() {
  const { t } = useTranslation();
  useTitle(t("enterprises.title"));
  const may = useRights();
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const role = ROLES.find((it) => it === params.get("role")) ?? null;
  const found = useEnterprises({ q, role });
  const narrow = (name: string, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  return (
    <>
      <h1>{t("enterprises.title")}</h1>
      <p className="quiet">{t("enterprises.lead")}</p>
      <div className="ask">
        <Input.Search
          key={q}
          allowClear
          autoFocus
          className="long"
          aria-label={t("enterprises.search")}
          placeholder={t("enterprises.search")}
          defaultValue={q}
          onSearch={(text) => narrow("q", text.trim())}
        />
        <Select<Role | "">
          aria-label={t("enterprises.column.roles")}
          prefix={t("enterprises.column.roles")}
          value={role ?? ""}
          onChange={(value) => narrow("role", value)}
          options={[
            { value: "", label: t("checks.all") },
            ...ROLES.map((value) => ({ value, label: t(`enterprises.role.${value}`) })),
          ]}
        />
      </div>
      <Listing
        query={found}
        none={t("enterprises.none")}
        shown={(count) => t("enterprises.shown", { count })}
      >
        {(items) => <EnterpriseTable enterprises={items} />}
      </Listing>
      {may("change_registry") && (
        <Section id="new-enterprise" title={t("registry.add")}>
          <EnterpriseForm before={null} />
        </Section>
      )}
    </>
  );
}

function EnterpriseTable({ enterprises }: { enterprises: readonly EnterpriseView[] }) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards">
      <thead>
        <tr>
          <th scope="col">{t("enterprises.column.code")}</th>
          <th scope="col">{t("enterprises.column.name")}</th>
          <th scope="col">{t("enterprises.column.roles")}</th>
          <th scope="col">{t("enterprises.column.credit")}</th>
          <th scope="col">{t("enterprises.column.force")}</th>
        </tr>
      </thead>
      <tbody>
        {enterprises.map((it) => (
          <tr key={it.code}>
            <td data-label={t("enterprises.column.code")}>
              <Link to={`/enterprises/${it.code}`}>
                <code>{it.code}</code>
              </Link>
            </td>
            <td data-label={t("enterprises.column.name")}>{it.name}</td>
            <td data-label={t("enterprises.column.roles")}>
              {it.roles.map((role) => t(`enterprises.role.${role}`)).join(t("common.and"))}
            </td>
            <td data-label={t("enterprises.column.credit")}>{t(`enterprises.credit.${it.credit}`)}</td>
            <td data-label={t("enterprises.column.force")}>
              <ForceSeal enterprise={it} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
