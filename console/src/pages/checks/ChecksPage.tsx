/** Every check: what must hold, on what basis, since when. */

import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useChecks } from "../../api/queries";
import type { CheckView } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { ExportMenu } from "../../components/ExportMenu";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { useTitle } from "../../components/useTitle";
import { toneOfSeverity } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { type CheckFilter, filterChecks, SEVERITIES, STAGES } from "./filterChecks";

export default function ChecksPage() {
  const { t } = useTranslation();
  useTitle(t("checks.title"));
  const [params, setParams] = useSearchParams();
  const { data, error, isError, refetch } = useChecks();
  const filter: CheckFilter = {
    text: params.get("q") ?? "",
    stage: params.get("stage") ?? "",
    severity: params.get("severity") ?? "",
  };
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
  const checks = filterChecks(data?.items ?? [], filter);
  const all = { value: "", label: t("checks.all") };
  return (
    <>
      <h1>{t("checks.title")}</h1>
      <p className="quiet">{t("checks.lead")}</p>
      <div className="ask">
        <Input.Search
          allowClear
          autoFocus
          className="long"
          aria-label={t("checks.search")}
          placeholder={t("checks.search")}
          value={filter.text}
          onChange={(event) => narrow("q", event.target.value)}
        />
        <Select
          aria-label={t("checks.stage_label")}
          prefix={t("checks.stage_label")}
          value={filter.stage}
          onChange={(value) => narrow("stage", value)}
          options={[all, ...STAGES.map((value) => ({ value, label: t(`checks.stage.${value}`) }))]}
        />
        <Select
          aria-label={t("checks.severity_label")}
          prefix={t("checks.severity_label")}
          value={filter.severity}
          onChange={(value) => narrow("severity", value)}
          options={[all, ...SEVERITIES.map((value) => ({ value, label: t(`finding.severity.${value}`) }))]}
        />
      </div>
      {isError && <Refusal error={error} onRetry={() => void refetch()} />}
      {data === undefined && !isError && <Loading />}
      {data !== undefined && checks.length === 0 && <p className="blank">{t("checks.none")}</p>}
      {data !== undefined && <ExportMenu source={data.source} />}
      {checks.length > 0 && <CheckTable checks={checks} />}
    </>
  );
}

function CheckTable({ checks }: { checks: readonly CheckView[] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <>
      <p className="quiet">{t("checks.shown", { count: checks.length })}</p>
      <table className="checks as-cards">
        <thead>
          <tr>
            <th scope="col">{t("checks.code")}</th>
            <th scope="col">{t("checks.title_label")}</th>
            <th scope="col">{t("checks.severity_label")}</th>
            <th scope="col">{t("checks.stage_label")}</th>
            <th scope="col">{t("checks.basis")}</th>
            <th scope="col">{t("checks.from")}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check.code}>
              <td data-label={t("checks.code")}>
                <Link to={`/checks/${check.code}`}>
                  <code>{check.code}</code>
                </Link>
              </td>
              <td data-label={t("checks.title_label")}>{titleOf(check)}</td>
              <td data-label={t("checks.severity_label")}>
                <Seal tone={toneOfSeverity(check.severity)}>{t(`finding.severity.${check.severity}`)}</Seal>
              </td>
              <td data-label={t("checks.stage_label")}>{t(`checks.stage.${check.stage}`)}</td>
              <td data-label={t("checks.basis")}>
                <BasisLine basis={check.basis} />
              </td>
              <td className="moment" data-label={t("checks.from")}>
                {check.from}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
