/** One campaign of risk analysis (专项行动): where and when it runs, what it found beside lots, its rules, and plans about them. */

import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useCampaign, type Campaign, type CampaignBy, type CampaignRow } from "../../api/riskDesk";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatCount } from "../../domain/format";
import { toneOfCampaign, toneOfChannel, toneOfForce, toneOfPlan } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import "../../styles/risk.css";
import { useCampaignWords } from "./campaignWords";
import { RateCell } from "./FigureTables";
import { BandChart, bandOfRate } from "./RateChart";
import { GRADES } from "./words";

const BYS = ["week", "day"] as const satisfies readonly CampaignBy[];

export default function CampaignPage() {
  const name = useParams().name ?? "";
  useTitle(name);
  const [by, setBy] = useState<CampaignBy>("week");
  const campaign = useCampaign(name, by);
  if (campaign.isError) {
    return (
      <>
        <h1>{name}</h1>
        <Refusal error={campaign.error} onRetry={() => void campaign.refetch()} />
      </>
    );
  }
  if (campaign.data === undefined) return <Loading rows={12} />;
  return <Body campaign={campaign.data} by={by} onBy={setBy} />;
}

interface BodyProps {
  campaign: Campaign;
  by: CampaignBy;
  onBy: (by: CampaignBy) => void;
}

function Body({ campaign: it, by, onBy }: BodyProps) {
  const { t } = useTranslation();
  const { days, where, of } = useCampaignWords();
  const facts: [string, string][] = [
    [t("campaigns.column.days"), days(it.from, it.until)],
    [
      t("campaigns.column.where"),
      it.kind === "national"
        ? t("campaigns.kind.national")
        : `${t("campaigns.kind.local")} ${where(it.offices)}`,
    ],
    [t("figures.procedure_label"), of(it.procedures)],
    [t("campaigns.column.owners"), it.owners.join(t("common.and"))],
  ];
  return (
    <>
      <header className="entry-header">
        <p className="crumbs">
          <Link to="/risk/campaigns">{t("campaigns.title")}</Link>
        </p>
        <div className="entry-title">
          <h1>{it.name}</h1>
          <Seal tone={toneOfCampaign(it.state)} size="large">
            {t(`campaigns.state.${it.state}`)}
          </Seal>
        </div>
        <dl className="keys">
          {facts.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </header>
      <Section id="figures" title={t("campaigns.figures.title")}>
        {it.state === "ahead" ? (
          <p className="blank">{t("campaigns.figures.ahead")}</p>
        ) : (
          <Figures campaign={it} by={by} onBy={onBy} />
        )}
      </Section>
      <Section id="rules" title={t("campaigns.rules.title")}>
        <RuleTable campaign={it} />
      </Section>
      <Section id="plans" title={t("campaigns.plans.title")}>
        {it.plans.length === 0 ? (
          <p className="blank">{t("campaigns.plans.none")}</p>
        ) : (
          <ul className="rule-findings">
            {it.plans.map(({ plan, title, state }) => (
              <li key={plan}>
                <Link to={`/risk/plans/${plan}`}>
                  <code>{plan}</code> {title}
                </Link>{" "}
                <Seal tone={toneOfPlan(state)}>{t(`plans.state.${state}`)}</Seal>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function Figures({ campaign: it, by, onBy }: BodyProps) {
  const { t } = useTranslation();
  const facts: [string, string][] = [
    [t("figures.fired"), formatCount(it.fired)],
    [t("figures.selected"), formatCount(it.selected)],
    [t("figures.examinations"), formatCount(it.examinations)],
    [t("figures.examined"), formatCount(it.examined)],
    [t("figures.found"), formatCount(it.found)],
    [t("campaigns.figures.drawn"), formatCount(it.lots.selected)],
  ];
  return (
    <>
      <p className="quiet">
        {t("campaigns.figures.days", { from: it.figures_from, to: it.figures_to })}{" "}
        {t(`figures.found_from.${GRADES[it.found_from - 1] ?? "slip"}`)}{" "}
        {it.kept_from !== null && t("figures.kept_from", { day: it.kept_from })}{" "}
        {it.behind > 0 && t("campaigns.behind", { count: it.behind })}
      </p>
      <dl className="facts">
        {facts.map(([term, text]) => (
          <div key={term} style={{ display: "contents" }}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <dt>{t("figures.hit_rate")}</dt>
        <dd>
          <RateCell rate={it} />
        </dd>
        <dt>{t("campaigns.lots")}</dt>
        <dd>
          <RateCell rate={it.lots} />
        </dd>
      </dl>
      {it.rows.length === 0 ? (
        <p className="blank">{t("campaigns.figures.none")}</p>
      ) : (
        <>
          <div className="ask figure-ask">
            <Segmented<CampaignBy>
              aria-label={t("campaigns.figures.by_label")}
              value={by}
              onChange={onBy}
              options={BYS.map((value) => ({ value, label: t(`figures.by.${value}`) }))}
            />
          </div>
          <BandChart
            keys={it.rows.map((row) => row.key)}
            ours={{ name: t("campaigns.figures.own"), bands: it.rows.map((row) => bandOfRate(row)) }}
            theirs={{ name: t("figures.short.lot"), bands: it.rows.map((row) => bandOfRate(row.lots)) }}
            label={t("campaigns.figures.chart", { count: it.rows.length })}
          />
          <RowTable rows={it.rows} by={by} />
        </>
      )}
    </>
  );
}

function RowTable({ rows, by }: { rows: readonly CampaignRow[]; by: CampaignBy }) {
  const { t } = useTranslation();
  return (
    <table className="checks as-cards figure-table">
      <caption>{t(`figures.caption.${by}`)}</caption>
      <thead>
        <tr>
          <th scope="col">{t(`figures.by.${by}`)}</th>
          <th scope="col">{t("figures.fired")}</th>
          <th scope="col">{t("figures.selected")}</th>
          <th scope="col">{t("figures.examined")}</th>
          <th scope="col">{t("figures.found")}</th>
          <th scope="col">{t("figures.hit_rate")}</th>
          <th scope="col">{t("campaigns.lots")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row" data-label={t(`figures.by.${by}`)}>
              {row.key}
            </th>
            <td data-label={t("figures.fired")}>{formatCount(row.fired)}</td>
            <td data-label={t("figures.selected")}>{formatCount(row.selected)}</td>
            <td data-label={t("figures.examined")}>{formatCount(row.examined)}</td>
            <td data-label={t("figures.found")}>{formatCount(row.found)}</td>
            <td data-label={t("figures.hit_rate")}>
              <RateCell rate={row} />
            </td>
            <td data-label={t("campaigns.lots")}>
              <RateCell rate={row.lots} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RuleTable({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { days, where } = useCampaignWords();
  return (
    <table className="checks as-cards">
      <thead>
        <tr>
          <th scope="col">{t("campaigns.rules.rule")}</th>
          <th scope="col">{t("rules.column.channel")}</th>
          <th scope="col">{t("campaigns.rules.force")}</th>
          <th scope="col">{t("campaigns.rules.days")}</th>
          <th scope="col">{t("campaigns.rules.where")}</th>
          <th scope="col">{t("rules.column.owner")}</th>
          <th scope="col">{t("figures.fired")}</th>
          <th scope="col">{t("figures.selected")}</th>
          <th scope="col">{t("figures.hit_rate")}</th>
        </tr>
      </thead>
      <tbody>
        {campaign.rules.map((it) => (
          <tr key={`${it.id}/${it.from}`}>
            <td data-label={t("campaigns.rules.rule")}>
              <Link to={`/risk/rules#${encodeURIComponent(it.id)}`}>
                <code>{it.id}</code> {titleOf(it)}
              </Link>
            </td>
            <td data-label={t("rules.column.channel")}>
              <Seal tone={toneOfChannel(it.channel)}>{t(`rules.channel.${it.channel}`)}</Seal>
            </td>
            <td data-label={t("campaigns.rules.force")}>
              <Seal tone={toneOfForce(it.force)}>{t(`watch.force.${it.force}`)}</Seal>
            </td>
            <td data-label={t("campaigns.rules.days")}>{days(it.from, it.until)}</td>
            <td data-label={t("campaigns.rules.where")}>{where(it.offices)}</td>
            <td data-label={t("rules.column.owner")}>
              {it.owner}
              <small>{it.basis}</small>
            </td>
            <td data-label={t("figures.fired")}>{formatCount(it.fired)}</td>
            <td data-label={t("figures.selected")}>{formatCount(it.selected)}</td>
            <td data-label={t("figures.hit_rate")}>
              <RateCell rate={it} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
