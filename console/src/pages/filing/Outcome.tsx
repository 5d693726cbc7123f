/** What was answered to what was sent; of what stands, what comes next and what there is to do. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Answered } from "../../api/filing";
import { ActBar } from "../../components/acts/ActBar";
import { FindingCard } from "../../components/FindingCard";
import { NextStep } from "../../components/NextStep";
import { ReceiptTable } from "../../components/ReceiptTable";
import { useLanguage } from "../../i18n";

export function Outcome({ answered }: { answered: Answered }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const { declaration, receipts, isRepeat, kind, input } = answered;
  const findings = declaration?.findings ?? receipts.flatMap((it) => it.findings);
  const isReturned = declaration === null ? findings.length > 0 : declaration.state === "returned";
  const number = declaration === null ? "" : declaration.declaration_no || declaration.preliminary_no;
  const title = isRepeat
    ? t("filing.answer.repeat", { input })
    : isReturned
      ? t("filing.answer.returned", { count: findings.length })
      : declaration === null
        ? t("filing.answer.taken", { kind, input })
        : t("filing.answer.accepted", { number });
  return (
    <section aria-label={t("filing.answer.title")} aria-live="polite" className="filing-outcome">
      <Alert
        type={isReturned ? "error" : "success"}
        showIcon
        title={title}
        description={
          declaration !== null && (
            <>
              {stateOf(declaration)}{" "}
              <Link to={`/declarations/${declaration.number}`}>{t("filing.answer.open", { number })}</Link>
            </>
          )
        }
      />
      {declaration !== null && !isReturned && (
        <>
          <NextStep wait={declaration.wait} />
          <ActBar of={{ kind: "declaration", number }} />
        </>
      )}
      {isReturned && findings.map((it, place) => <FindingCard key={`${it.code}/${place}`} finding={it} />)}
      {receipts.length > 0 && (
        <details>
          <summary>{t("filing.answer.receipts", { count: receipts.length })}</summary>
          <ReceiptTable receipts={receipts} />
        </details>
      )}
    </section>
  );
}
