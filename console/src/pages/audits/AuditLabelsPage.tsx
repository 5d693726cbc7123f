/** What decided cases say of enterprises and goods, line by line: labels for risk. */

import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useAuditLabels } from "../../api/queries";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";

export default function AuditLabelsPage() {
  const { t } = useTranslation();
  useTitle(t("audit.labels.title"));
  const { titleOf } = useLanguage();
  const [params, setParams] = useSearchParams();
  const filter = { enterprise: params.get("enterprise") ?? "", commodity: params.get("commodity") ?? "" };
  const labels = useAuditLabels(filter);
  const narrow = (name: "enterprise" | "commodity", value: string) => {
    const next = { ...filter, [name]: value.trim() };
    setParams(Object.fromEntries(Object.entries(next).filter(([, it]) => it !== "")));
  };
  return (
    <>
      <p className="crumbs">
        <Link to="/audits">{t("audit.title")}</Link>
      </p>
      <h1>{t("audit.labels.title")}</h1>
      <p className="quiet">{t("audit.labels.lead")}</p>
      <div className="ask">
        {(["enterprise", "commodity"] as const).map((name) => (
          <Input.Search
            key={name}
            allowClear
            defaultValue={filter[name]}
            placeholder={t(`audit.labels.${name}`)}
            aria-label={t(`audit.labels.${name}`)}
            onSearch={(value) => narrow(name, value)}
          />
        ))}
      </div>
      <Listing query={labels} none={t("audit.labels.none")} shown={(count) => t("audit.shown", { count })}>
        {(items) => (
          <table className="entries as-cards">
            <thead>
              <tr>
                <th scope="col">{t("audit.labels.decided_on")}</th>
                <th scope="col">{t("audit.labels.enterprise")}</th>
                <th scope="col">{t("audit.declaration")}</th>
                <th scope="col">{t("audit.labels.commodity")}</th>
                <th scope="col">{t("audit.outcome")}</th>
                <th scope="col" className="number">
                  {t("audit.difference")}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((it) => (
                <tr key={`${it.audit_no}/${it.declaration_no}/${String(it.number)}`}>
                  <td data-label={t("audit.labels.decided_on")}>
                    {it.decided_on}
                    <small>
                      <Link to={`/audits/${it.audit_no}`}>{it.audit_no}</Link>
                    </small>
                  </td>
                  <td data-label={t("audit.labels.enterprise")}>
                    <code>{it.enterprise_code}</code>
                  </td>
                  <td data-label={t("audit.declaration")}>
                    <code>{it.declaration_no}</code> #{it.number}
                  </td>
                  <td data-label={t("audit.labels.commodity")}>
                    <code>{it.commodity_code}</code>
                  </td>
                  <td data-label={t("audit.outcome")}>
                    {titleOf({ title_zh: it.outcome_title_zh, title_en: it.outcome_title_en })}
                    {it.is_violation && <small>{t("audit.violation")}</small>}
                  </td>
                  <td data-label={t("audit.difference")} className="number">
                    {formatMoney(it.amount)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Listing>
    </>
  );
}
