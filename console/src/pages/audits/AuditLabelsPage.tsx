/** What decided cases say of enterprises and goods, line by line: labels for risk. */

import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useAuditLabels } from "../../api/queries";
import { Loading } from "../../components/Loading";
import { MoreButton } from "../../components/MoreButton";
import { Refusal } from "../../components/Refusal";
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
  const items = labels.data?.pages.flatMap((it) => it.items) ?? [];
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
      {labels.isError && <Refusal error={labels.error} onRetry={() => void labels.refetch()} />}
      {labels.isPending && <Loading />}
      {labels.isSuccess && items.length === 0 && <p className="blank">{t("audit.labels.none")}</p>}
      {items.length > 0 && (
        <>
          <table className={`entries as-cards ${labels.isPlaceholderData ? "is-stale" : ""}`}>
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
          <MoreButton
            hasNext={labels.hasNextPage}
            isLoading={labels.isFetchingNextPage}
            shown={t("audit.shown", { count: items.length })}
            onMore={() => void labels.fetchNextPage()}
          />
        </>
      )}
    </>
  );
}
