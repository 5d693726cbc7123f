/** Campaigns of risk analysis (专项行动): named bundles of rules, where and when they run, and what they found beside lots. */

import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useCampaigns, type CampaignSummary } from "../../api/riskDesk";
import { ExportMenu } from "../../components/ExportMenu";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { useTitle } from "../../components/useTitle";
import { formatCount } from "../../domain/format";
import { toneOfCampaign } from "../../domain/tone";
import "../../styles/risk.css";
import { useCampaignWords } from "./campaignWords";
import { RateCell } from "./FigureTables";

const PARTS = ["all", "running", "ahead", "over"] as const;
type Part = (typeof PARTS)[number];

const isOf = (part: Part) => (it: CampaignSummary) => part === "all" || it.state === part;

export default function CampaignsPage() {
  const { t } = useTranslation();
  useTitle(t("campaigns.title"));
  const campaigns = useCampaigns();
  const [part, setPart] = useState<Part>("all");
  if (campaigns.isError) {
    return <Refusal error={campaigns.error} onRetry={() => void campaigns.refetch()} />;
  }
  if (campaigns.data === undefined) return <Loading />;
  const { items: all, behind, source } = campaigns.data;
  const shown = all.filter(isOf(part));
  return (
    <>
      <h1>{t("campaigns.title")}</h1>
      <p className="quiet">{t("campaigns.lead")}</p>
      <div className="ask">
        <Segmented<Part>
          aria-label={t("campaigns.which")}
          value={part}
          onChange={setPart}
          options={PARTS.map((value) => ({
            value,
            label: `${value === "all" ? t("campaigns.all") : t(`campaigns.state.${value}`)} ${String(all.filter(isOf(value)).length)}`,
          }))}
        />
      </div>
      {behind > 0 && <p className="quiet">{t("campaigns.behind", { count: behind })}</p>}
      {all.length > 0 && <ExportMenu source={source} />}
      {shown.length === 0 ? (
        <>
          <p className="blank">{t("campaigns.none")}</p>
          <p>
            <Link to="/risk/rules">{t("campaigns.how")}</Link>
          </p>
        </>
      ) : (
        <CampaignTable campaigns={shown} />
      )}
    </>
  );
}

function CampaignTable({ campaigns }: { campaigns: readonly CampaignSummary[] }) {
  const { t } = useTranslation();
  const { days, where, of } = useCampaignWords();
  return (
    <>
      <p className="quiet">{t("campaigns.shown", { count: campaigns.length })}</p>
      <table className="checks as-cards">
        <thead>
          <tr>
            <th scope="col">{t("campaigns.column.name")}</th>
            <th scope="col">{t("campaigns.column.state")}</th>
            <th scope="col">{t("campaigns.column.days")}</th>
            <th scope="col">{t("campaigns.column.where")}</th>
            <th scope="col">{t("campaigns.column.owners")}</th>
            <th scope="col">{t("campaigns.column.rules")}</th>
            <th scope="col">{t("figures.fired")}</th>
            <th scope="col">{t("figures.selected")}</th>
            <th scope="col">{t("figures.hit_rate")}</th>
            <th scope="col">{t("campaigns.lots")}</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((it) => (
            <tr key={it.name}>
              <td data-label={t("campaigns.column.name")}>
                <Link to={`/risk/campaigns/${encodeURIComponent(it.name)}`}>{it.name}</Link>
                <small>{of(it.procedures)}</small>
              </td>
              <td data-label={t("campaigns.column.state")}>
                <Seal tone={toneOfCampaign(it.state)}>{t(`campaigns.state.${it.state}`)}</Seal>
              </td>
              <td data-label={t("campaigns.column.days")}>{days(it.from, it.until)}</td>
              <td data-label={t("campaigns.column.where")}>
                {t(`campaigns.kind.${it.kind}`)}
                {it.offices.length > 0 && <small>{where(it.offices)}</small>}
              </td>
              <td data-label={t("campaigns.column.owners")}>{it.owners.join(t("common.and"))}</td>
              <td data-label={t("campaigns.column.rules")}>
                {t("campaigns.n_rules", { count: it.n_rules })}
              </td>
              <td data-label={t("figures.fired")}>{formatCount(it.fired)}</td>
              <td data-label={t("figures.selected")}>{formatCount(it.selected)}</td>
              <td data-label={t("figures.hit_rate")}>
                <RateCell rate={it} />
              </td>
              <td data-label={t("campaigns.lots")}>
                <RateCell rate={it.lots} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
