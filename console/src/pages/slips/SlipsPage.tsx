/** Payment slips: what is owed for whose guarantee, by when, and what became of it. */

import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { useSlips, useSummary } from "../../api/queries";
import type { SlipState, SlipView, Summary } from "../../api/types";
import { Loading } from "../../components/Loading";
import { MoreButton } from "../../components/MoreButton";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
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
  const items = slips.data?.pages.flatMap((it) => it.items) ?? [];
  return (
    <>
      <h1>{t("slips.title")}</h1>
      <p className="quiet">{t("slips.lead")}</p>
      {summary.data !== undefined && (
        <StateFilter
          summary={summary.data}
          chosen={state}
          onChoose={(it) => setParams(it === null ? {} : { state: it })}
        />
      )}
      {slips.isError && <Refusal error={slips.error} onRetry={() => void slips.refetch()} />}
      {slips.isPending && <Loading />}
      {slips.isSuccess && items.length === 0 && <p className="quiet">{t("slips.none")}</p>}
      {items.length > 0 && (
        <>
          <SlipTable slips={items} isStale={slips.isPlaceholderData} />
          <MoreButton
            hasNext={slips.hasNextPage}
            isLoading={slips.isFetchingNextPage}
            shown={t("slips.shown", { count: items.length })}
            onMore={() => void slips.fetchNextPage()}
          />
        </>
      )}
    </>
  );
}

interface StateFilterProps {
  summary: Summary;
  chosen: SlipState | null;
  onChoose: (state: SlipState | null) => void;
}

function StateFilter({ summary, chosen, onChoose }: StateFilterProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <div className="chips" role="group" aria-label={t("slips.filter_label")}>
      <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        {t("slips.all_states")}
      </button>
      {summary.slips.map((it) => (
        <button
          key={it.state}
          type="button"
          className={`chip chip-${toneOfSlip(it.state)}`}
          aria-pressed={chosen === it.state}
          onClick={() => onChoose(chosen === it.state ? null : it.state)}
        >
          {titleOf(it)} <span className="chip-count">{formatCount(it.count)}</span>
        </button>
      ))}
    </div>
  );
}

function SlipTable({ slips, isStale }: { slips: readonly SlipView[]; isStale: boolean }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <table className={`as-cards ${isStale ? "is-stale" : ""}`}>
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
            </td>
            <td data-label={t("slips.state")}>
              <Seal tone={toneOfSlip(it.state)}>
                {titleOf({ title_zh: it.state_title_zh, title_en: it.state_title_en })}
              </Seal>
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
