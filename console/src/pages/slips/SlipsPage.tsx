/** Payment slips: what is owed for whose guarantee, by when, and what became of it. */

import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { useSlips, useSummary } from "../../api/queries";
import { useRights } from "../../api/session";
import type { SlipState, SlipView } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { Seal } from "../../components/Seal";
import { CountedChips } from "../../components/Chips";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoney } from "../../domain/format";
import { toneOfSlip } from "../../domain/tone";
import { useLanguage } from "../../i18n";

const STATES: readonly SlipState[] = ["open", "paid", "called"];

export default function SlipsPage() {
  const { t } = useTranslation();
  useTitle(t("slips.title"));
  const [params, setParams] = useSearchParams();
  const summary = useSummary();
  const state = STATES.find((it) => it === params.get("state")) ?? null;
  const slips = useSlips(state);
  const may = useRights();
  const [chosen, setChosen] = useState("");
  return (
    <>
      <h1>{t("slips.title")}</h1>
      <p className="quiet">{t("slips.lead")}</p>
      {summary.data !== undefined && (
        <CountedChips
          label={t("slips.filter_label")}
          all={t("slips.all_states")}
          states={summary.data.slips}
          chosen={state}
          toneOf={toneOfSlip}
          onChoose={(it) => setParams(it === null ? {} : { state: it })}
        />
      )}
      <Listing query={slips} none={t("slips.none")} shown={(count) => t("slips.shown", { count })}>
        {(items) => <SlipTable slips={items} onChoose={may("report_payment") ? setChosen : null} />}
      </Listing>
      {chosen !== "" && <ActBar key={chosen} of={{ kind: "slip", number: chosen }} />}
    </>
  );
}

interface TableProps {
  slips: readonly SlipView[];
  /** Null where whoever looks reports no payments. */
  onChoose: ((slipNo: string) => void) | null;
}

function SlipTable({ slips, onChoose }: TableProps) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("slips.slip_no")}</th>
          <th scope="col">{t("slips.state")}</th>
          <th scope="col">{t("slips.guarantor")}</th>
          <th scope="col">{t("slips.made_on")}</th>
          <th scope="col">{t("slips.due_on")}</th>
          <th scope="col" className="number">
            {t("slips.bills")}
          </th>
          <th scope="col" className="number">
            {t("slips.amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {slips.map((it) => (
          <tr key={it.slip_no}>
            <td data-label={t("slips.slip_no")}>
              <code>{it.slip_no}</code>
              {onChoose !== null && it.state === "open" && (
                <Button size="small" onClick={() => onChoose(it.slip_no)}>
                  {t("slips.report")}
                </Button>
              )}
            </td>
            <td data-label={t("slips.state")}>
              <Seal tone={toneOfSlip(it.state)}>{stateOf(it)}</Seal>
            </td>
            <td data-label={t("slips.guarantor")}>
              <code>{it.guarantor_code}</code>
            </td>
            <td data-label={t("slips.made_on")} className="moment">
              {it.made_on}
            </td>
            <td data-label={t("slips.due_on")} className="moment">
              {it.due_on}
            </td>
            <td data-label={t("slips.bills")} className="number">
              {formatCount(it.bills)}
            </td>
            <td data-label={t("slips.amount")} className="number">
              {formatMoney(it.amount)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
