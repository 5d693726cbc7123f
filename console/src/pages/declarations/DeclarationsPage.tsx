/** Goods declarations, newest first, all or of one state. */

import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useDeclarations } from "../../api/queries";
import type { DeclarationState, DeclarationSummary } from "../../api/types";
import { Chips } from "../../components/Chips";
import { Seal } from "../../components/Seal";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";
import { formatMoment, formatMoney } from "../../domain/format";
import { toneOfDeclaration } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { FilingBar } from "../filing/FilingBar";
import { DeskHead } from "./DeskHead";

/** In the order in which a declaration goes through them. */
const STATES = [
  "saved",
  "declared",
  "awaiting_manifest",
  "returned",
  "reviewing",
  "awaiting_tax",
  "examination",
  "detained",
  "awaiting_arrival",
  "awaiting_files",
  "released_on_guarantee",
  "released",
  "cleared",
  "withdrawn",
  "summary_released",
  "list_released",
  "list_declared",
] as const satisfies readonly DeclarationState[];

export default function DeclarationsPage() {
  const { t } = useTranslation();
  useTitle(t("declaration.title"));
  const [params, setParams] = useSearchParams();
  const state = STATES.find((it) => it === params.get("state")) ?? null;
  const declarations = useDeclarations(state);
  return (
    <>
      <DeskHead title={t("declaration.title")} lead={t("declaration.lead")} />
      <FilingBar />
      <Chips
        label={t("declaration.filter_label")}
        all={t("declaration.all_states")}
        values={STATES}
        chosen={state}
        titleOf={(it) => t(`declaration.states.${it}`)}
        toneOf={toneOfDeclaration}
        onChoose={(it) => setParams(it === null ? {} : { state: it })}
      />
      <Listing
        query={declarations}
        none={t("declaration.none")}
        shown={(count) => t("declaration.shown", { count })}
      >
        {(items) => <DeclarationTable declarations={items} />}
      </Listing>
    </>
  );
}

function DeclarationTable({ declarations }: { declarations: readonly DeclarationSummary[] }) {
  const { t } = useTranslation();
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.number")}</th>
          <th scope="col">{t("declaration.state")}</th>
          <th scope="col">{t("declaration.way")}</th>
          <th scope="col">{t("declaration.trader")}</th>
          <th scope="col">{t("declaration.bill_no")}</th>
          <th scope="col" className="number">
            {t("declaration.line_count")}
          </th>
          <th scope="col" className="number">
            {t("declaration.customs_value")}
          </th>
          <th scope="col" className="number">
            {t("declaration.payable")}
          </th>
          <th scope="col">{t("declaration.updated_at")}</th>
        </tr>
      </thead>
      <tbody>
        {declarations.map((it) => (
          <DeclarationRow key={it.number} declaration={it} />
        ))}
      </tbody>
    </table>
  );
}

function DeclarationRow({ declaration: it }: { declaration: DeclarationSummary }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const money = (text: string | null | undefined) => (text == null ? "—" : formatMoney(text));
  return (
    <tr>
      <td data-label={t("declaration.number")}>
        <Link to={`/declarations/${it.number}`}>
          <code>{it.declaration_no === "" ? it.preliminary_no : it.declaration_no}</code>
        </Link>
        <small>{it.reference}</small>
      </td>
      <td data-label={t("declaration.state")}>
        <Seal tone={toneOfDeclaration(it.state)}>{stateOf(it)}</Seal>
        {it.has_priority && <small>{t("treatment.first")}</small>}
        {it.has_open_application && (
          <small>
            {t("admission.title")} · {t("admission.waiting")}
          </small>
        )}
      </td>
      <td data-label={t("declaration.way")}>
        {t(`declaration.direction.${it.direction}`)} <code>{it.supervision_mode}</code>
      </td>
      <td data-label={t("declaration.trader")}>{it.trader.name}</td>
      <td data-label={t("declaration.bill_no")}>
        <code>{it.bill_no}</code>
      </td>
      <td data-label={t("declaration.line_count")} className="number">
        {it.n_lines}
      </td>
      <td data-label={t("declaration.customs_value")} className="number">
        {money(it.customs_value)}
      </td>
      <td data-label={t("declaration.payable")} className="number">
        {money(it.payable)}
      </td>
      <td data-label={t("declaration.updated_at")} className="moment">
        {formatMoment(it.updated_at)}
      </td>
    </tr>
  );
}
