/** Cases after release, newest first: those that are open, or of one state. */

import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useAudits } from "../../api/queries";
import type { AuditState } from "../../api/types";
import { Loading } from "../../components/Loading";
import { MoreButton } from "../../components/MoreButton";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { toneOfAudit } from "../../domain/tone";
import { AuditTable } from "./AuditTable";

/** In the order in which a case goes through them. */
const STATES = [
  "filed",
  "opened",
  "on_site",
  "awaiting_opinion",
  "reported",
  "awaiting_second",
  "concluded",
  "handed_over",
  "closed",
  "refused",
  "dropped",
] as const satisfies readonly AuditState[];

export default function AuditsPage() {
  const { t } = useTranslation();
  useTitle(t("audit.title"));
  const [params, setParams] = useSearchParams();
  const state = STATES.find((it) => it === params.get("state")) ?? null;
  const audits = useAudits(state);
  const items = audits.data?.pages.flatMap((it) => it.items) ?? [];
  return (
    <>
      <h1>{t("audit.title")}</h1>
      <p className="quiet">{t("audit.lead")}</p>
      <div className="chips" role="group" aria-label={t("audit.filter_label")}>
        <button type="button" className="chip" aria-pressed={state === null} onClick={() => setParams({})}>
          {t("audit.open_ones")}
        </button>
        {STATES.map((it) => (
          <button
            key={it}
            type="button"
            className={`chip chip-${toneOfAudit(it)}`}
            aria-pressed={state === it}
            onClick={() => setParams(state === it ? {} : { state: it })}
          >
            {t(`audit.states.${it}`)}
          </button>
        ))}
      </div>
      {audits.isError && <Refusal error={audits.error} onRetry={() => void audits.refetch()} />}
      {audits.isPending && <Loading />}
      {audits.isSuccess && items.length === 0 && <p className="blank">{t("audit.none")}</p>}
      {items.length > 0 && (
        <>
          <AuditTable audits={items} isStale={audits.isPlaceholderData} />
          <MoreButton
            hasNext={audits.hasNextPage}
            isLoading={audits.isFetchingNextPage}
            shown={t("audit.shown", { count: items.length })}
            onMore={() => void audits.fetchNextPage()}
          />
        </>
      )}
      <p>
        <Link to="/audit-labels">{t("audit.labels.title")}</Link>
      </p>
    </>
  );
}
