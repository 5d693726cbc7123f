/** Cases after release, newest first: those that are open, or of one state. */

import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useAudits } from "../../api/queries";
import type { AuditState } from "../../api/types";
import { Listing } from "../../components/Listing";
import { Chips } from "../../components/Chips";
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
  return (
    <>
      <h1>{t("audit.title")}</h1>
      <p className="quiet">{t("audit.lead")}</p>
      <Chips
        label={t("audit.filter_label")}
        all={t("audit.open_ones")}
        values={STATES}
        chosen={state}
        titleOf={(it) => t(`audit.states.${it}`)}
        toneOf={toneOfAudit}
        onChoose={(it) => setParams(it === null ? {} : { state: it })}
      />
      <Listing query={audits} none={t("audit.none")} shown={(count) => t("audit.shown", { count })}>
        {(items) => <AuditTable audits={items} />}
      </Listing>
      <p>
        <Link to="/audit-labels">{t("audit.labels.title")}</Link>
      </p>
    </>
  );
}
