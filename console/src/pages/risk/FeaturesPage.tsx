/** What cases are weighed by (特征): found by name, meaning or kind, each with the rules that ask for it. */

import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useFeatures, type Feature } from "../../api/risk";
import { ExportMenu } from "../../components/ExportMenu";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { useLanguage } from "../../i18n";
import "../../styles/risk.css";

const KINDS = ["number", "flag", "text", "texts"] as const;
const PROCEDURES = ["parcel", "declaration"] as const;
const SOURCES = ["document", "goods", "description", "party", "relation", "time", "network"] as const;

/** What is sought, as the address has it. */
export interface Sought {
  q: string;
  kind: string;
  procedure: string;
  source: string;
}

export function isSought(it: Feature, { q, kind, procedure, source }: Sought): boolean {
  const said = `${it.name} ${it.title_zh} ${it.meaning}`.toLowerCase();
  return (
    said.includes(q.toLowerCase()) &&
    (kind === "" || it.type === kind) &&
    (source === "" || it.source === source) &&
    (procedure === "" || it.procedures.some((one) => one === procedure))
  );
}

export default function FeaturesPage() {
  const { t } = useTranslation();
  useTitle(t("features.title"));
  const [params, setParams] = useSearchParams();
  const features = useFeatures();
  const of = (name: string) => params.get(name) ?? "";
  const put = (name: string, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  if (features.isError) return <Refusal error={features.error} onRetry={() => void features.refetch()} />;
  if (features.data === undefined) return <Loading />;
  const sought = { q: of("q").trim(), kind: of("kind"), procedure: of("procedure"), source: of("source") };
  const shown = features.data.items.filter((it) => isSought(it, sought));
  const chosen = features.data.items.find((it) => it.name === of("feature"));
  const any = { value: "", label: t("features.all") };
  return (
    <>
      <h1>{t("features.title")}</h1>
      <p className="quiet">{t("features.lead")}</p>
      <div className="ask">
        <Input
          allowClear
          autoFocus
          className="long"
          aria-label={t("features.search")}
          placeholder={t("features.search")}
          value={of("q")}
          onChange={(event) => put("q", event.target.value)}
        />
        <Select
          aria-label={t("features.kind")}
          prefix={t("features.kind")}
          value={sought.kind}
          onChange={(value) => put("kind", value)}
          options={[any, ...KINDS.map((value) => ({ value, label: t(`features.kinds.${value}`) }))]}
        />
        <Select
          aria-label={t("features.procedure")}
          prefix={t("features.procedure")}
          value={sought.procedure}
          onChange={(value) => put("procedure", value)}
          options={[any, ...PROCEDURES.map((value) => ({ value, label: t(`features.procedures.${value}`) }))]}
        />
        <Select
          aria-label={t("features.source")}
          prefix={t("features.source")}
          value={sought.source}
          onChange={(value) => put("source", value)}
          options={[any, ...SOURCES.map((value) => ({ value, label: t(`features.sources.${value}`) }))]}
        />
      </div>
      {chosen !== undefined && (
        <Section id="used-by" title={t("features.used_by", { name: chosen.name })}>
          {chosen.rules.length === 0 ? (
            <p className="quiet">{t("features.not_used")}</p>
          ) : (
            <ul className="rule-links">
              {chosen.rules.map((id) => (
                <li key={id}>
                  <Link to={`/risk/rules#${encodeURIComponent(id)}`}>
                    <code>{id}</code>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Section>
      )}
      <ExportMenu source={features.data.source} />
      {shown.length === 0 ? (
        <p className="blank">{t("features.none")}</p>
      ) : (
        <>
          <p className="quiet">{t("features.shown", { count: shown.length })}</p>
          <FeatureTable features={shown} chosen={chosen?.name ?? ""} onChoose={(it) => put("feature", it)} />
        </>
      )}
    </>
  );
}

interface TableProps {
  features: readonly Feature[];
  chosen: string;
  /** Empty: none is chosen any more. */
  onChoose: (name: string) => void;
}

function FeatureTable({ features, chosen, onChoose }: TableProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <table className="checks as-cards features">
      <thead>
        <tr>
          <th scope="col">{t("features.column.name")}</th>
          <th scope="col">{t("features.column.title")}</th>
          <th scope="col">{t("features.column.meaning")}</th>
          <th scope="col">{t("features.kind")}</th>
          <th scope="col">{t("features.column.window")}</th>
          <th scope="col">{t("features.procedure")}</th>
          <th scope="col">{t("features.column.version")}</th>
          <th scope="col">{t("features.column.rules")}</th>
        </tr>
      </thead>
      <tbody>
        {features.map((it) => (
          <tr key={it.name} className={it.name === chosen ? "is-sought" : undefined}>
            <td data-label={t("features.column.name")}>
              <code>{it.name}</code>
            </td>
            <td data-label={t("features.column.title")}>
              {it.title_zh} <small>{t(`features.sources.${it.source}`)}</small>
            </td>
            <td data-label={t("features.column.meaning")} lang="en">
              {it.meaning}
            </td>
            <td data-label={t("features.kind")}>{t(`features.kinds.${it.type}`)}</td>
            <td data-label={t("features.column.window")}>
              {language === "zh" ? it.window_zh : it.window_en}
            </td>
            <td data-label={t("features.procedure")}>
              {it.procedures.map((one) => t(`features.procedures.${one}`)).join(t("common.and"))}
            </td>
            <td data-label={t("features.column.version")}>{it.version}</td>
            <td data-label={t("features.column.rules")}>
              <Button
                size="small"
                aria-pressed={it.name === chosen}
                aria-label={t("features.used_by_count", { count: it.rules.length, name: it.name })}
                onClick={() => onChoose(it.name === chosen ? "" : it.name)}
              >
                {it.rules.length}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
