/** One check in full. */

import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useCheck } from "../../api/queries";
import type { CheckView } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { useTitle } from "../../components/useTitle";
import { toneOfSeverity } from "../../domain/tone";
import { useLanguage } from "../../i18n";

export default function CheckPage() {
  const { t } = useTranslation();
  const code = useParams().code ?? "";
  useTitle(code, t("checks.title"));
  const { data, error, isError, refetch } = useCheck(code);
  return (
    <>
      <p className="crumbs">
        <Link to="/checks">{t("nav.checks")}</Link>
      </p>
      {isError && <Refusal error={error} onRetry={() => void refetch()} />}
      {data === undefined && !isError && <Loading />}
      {data !== undefined && <CheckBody check={data} />}
    </>
  );
}

function CheckBody({ check }: { check: CheckView }) {
  const { t } = useTranslation();
  const { language, titleOf, fixOf } = useLanguage();
  const inOther = language === "zh" ? check.title_en : check.title_zh;
  return (
    <article className="check">
      <h1>
        <code>{check.code}</code> {titleOf(check)}
      </h1>
      <p className="quiet" lang={language === "zh" ? "en" : "zh-CN"}>
        {inOther}
      </p>
      <dl className="facts">
        <dt>{t("checks.severity_label")}</dt>
        <dd>
          <Seal tone={toneOfSeverity(check.severity)}>{t(`finding.severity.${check.severity}`)}</Seal>
        </dd>
        <dt>{t("checks.stage_label")}</dt>
        <dd>{t(`checks.stage.${check.stage}`)}</dd>
        <dt>{t("checks.scope_label")}</dt>
        <dd>{t(`checks.scope.${check.scope}`)}</dd>
        <dt>{t("checks.basis")}</dt>
        <dd>
          <BasisLine basis={check.basis} />
        </dd>
        <dt>{t("checks.from")}</dt>
        <dd>{check.from}</dd>
        <dt>{t("checks.fix")}</dt>
        <dd>{fixOf(check)}</dd>
      </dl>
    </article>
  );
}
