/** Guarantee instruments of traders: what is left of each, and until when. */

import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useGuarantees } from "../../api/queries";
import type { GuaranteeState, GuaranteeSummary } from "../../api/types";
import { Chips } from "../../components/Chips";
import { Listing } from "../../components/Listing";
import { Seal } from "../../components/Seal";
import { useTitle } from "../../components/useTitle";
import { formatMoney } from "../../domain/format";
import { toneOfGuarantee } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { DeskHead } from "../declarations/DeskHead";

const STATES = ["in_force", "ending", "ended_held", "ended"] as const satisfies readonly GuaranteeState[];

export default function GuaranteesPage() {
  const { t } = useTranslation();
  useTitle(t("guarantee.title"));
  const [params, setParams] = useSearchParams();
  const state = STATES.find((it) => it === params.get("state")) ?? null;
  const guarantees = useGuarantees(state);
  return (
    <>
      <DeskHead title={t("guarantee.title")} lead={t("guarantee.lead")} />
      <Chips
        label={t("guarantee.filter_label")}
        all={t("guarantee.all")}
        values={STATES}
        chosen={state}
        titleOf={(it) => t(`guarantee.states.${it}`)}
        toneOf={toneOfGuarantee}
        onChoose={(it) => setParams(it === null ? {} : { state: it })}
      />
      <Listing
        query={guarantees}
        none={t("guarantee.none")}
        shown={(count) => t("guarantee.shown", { count })}
      >
        {(items) => <GuaranteeTable guarantees={items} />}
      </Listing>
    </>
  );
}

function GuaranteeTable({ guarantees }: { guarantees: readonly GuaranteeSummary[] }) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          <th scope="col">{t("guarantee.number")}</th>
          <th scope="col">{t("guarantee.state")}</th>
          <th scope="col">{t("guarantee.kind")}</th>
          <th scope="col">{t("guarantee.holder")}</th>
          <th scope="col" className="number">
            {t("guarantee.amount")}
          </th>
          <th scope="col" className="number">
            {t("guarantee.left")}
          </th>
          <th scope="col">{t("guarantee.valid_to")}</th>
        </tr>
      </thead>
      <tbody>
        {guarantees.map((it) => (
          <tr key={it.number}>
            <td data-label={t("guarantee.number")}>
              <Link to={`/guarantees/${encodeURIComponent(it.number)}`}>
                <code>{it.number}</code>
              </Link>
              {it.is_withdrawn && <small>{t("guarantee.withdrawn")}</small>}
            </td>
            <td data-label={t("guarantee.state")}>
              <Seal tone={toneOfGuarantee(it.state)}>{stateOf(it)}</Seal>
            </td>
            <td data-label={t("guarantee.kind")}>
              {titleOf({ title_zh: it.kind_title_zh, title_en: it.kind_title_en })}
              {it.issuer !== "" && <small>{it.issuer}</small>}
            </td>
            <td data-label={t("guarantee.holder")}>
              <Link to={`/enterprises/${it.holder_code}`}>
                <code>{it.holder_code}</code>
              </Link>
            </td>
            <td data-label={t("guarantee.amount")} className="number">
              {formatMoney(it.amount)}
            </td>
            <td data-label={t("guarantee.left")} className="number">
              {formatMoney(it.left)}
            </td>
            <td data-label={t("guarantee.valid_to")} className="moment">
              {it.valid_to}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
