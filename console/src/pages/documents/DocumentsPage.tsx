/** What customs issued about declarations: those that somebody has to do something about, or all. */

import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { useDocuments } from "../../api/queries";
import type { InstrumentState } from "../../api/types";
import { Chips } from "../../components/Chips";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";
import { toneOfInstrument } from "../../domain/tone";
import { DeskHead } from "../declarations/DeskHead";
import { DocumentTable } from "../declarations/DocumentTable";

const STATES = [
  "issued",
  "served",
  "answered",
  "overdue",
  "closed",
  "revoked",
] as const satisfies readonly InstrumentState[];

export default function DocumentsPage() {
  const { t } = useTranslation();
  useTitle(t("instrument.title"));
  const [params, setParams] = useSearchParams();
  const state = STATES.find((it) => it === params.get("state")) ?? null;
  const documents = useDocuments(state);
  return (
    <>
      <DeskHead title={t("instrument.title")} lead={t("instrument.lead")} />
      <Chips
        label={t("instrument.filter_label")}
        all={t("instrument.open")}
        values={STATES}
        chosen={state}
        titleOf={(it) => t(`instrument.states.${it}`)}
        toneOf={toneOfInstrument}
        onChoose={(it) => setParams(it === null ? {} : { state: it })}
      />
      <Listing
        query={documents}
        none={t("instrument.none")}
        shown={(count) => t("instrument.shown", { count })}
      >
        {(items) => <DocumentTable documents={items} hasDeclarations />}
      </Listing>
    </>
  );
}
