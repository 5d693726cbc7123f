/** One gate pass: its exit lists, its weights, and what the gate saw. */

import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useGatePass } from "../../api/queries";
import type { GatePassView } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment, formatQuantity } from "../../domain/format";
import { toneOfExitList, toneOfGatePass } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { CasePage } from "./CasePage";

export default function GatePassPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, refetch } = useGatePass(number);
  useTitle(t("zone.gate_pass_title", { number: data?.pass_no ?? number }));
  if (isError) {
    return (
      <>
        <h1>{t("zone.gate_pass_title", { number })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body pass={data} />;
}

function Body({ pass }: { pass: GatePassView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const number = pass.pass_no === "" ? pass.preliminary_no : pass.pass_no;
  return (
    <CasePage
      title={t("zone.gate_pass_title", { number })}
      back={{ to: "/gate-passes", label: t("zone.gate_passes") }}
      state={stateOf(pass)}
      tone={toneOfGatePass(pass.state)}
      keys={[
        { label: t("zone.preliminary_no"), text: pass.preliminary_no },
        { label: t("zone.reference"), text: pass.reference },
        { label: t("zone.vehicle"), text: pass.vehicle_no },
        { label: t("zone.operator"), text: `${pass.operator_code} ${pass.operator_name}` },
        { label: t("zone.customs_code"), text: pass.customs_code },
      ]}
      findings={pass.findings}
      receipts={pass.receipts}
      timeline={pass.timeline}
    >
      <ActBar of={{ kind: "gate_pass", number: String(pass.number) }} />
      <Section id="lists" title={t("zone.exit_lists")}>
        <Lists pass={pass} />
      </Section>
      <Section id="weights" title={t("zone.weights")}>
        <dl className="keys">
          <Weight label={t("zone.vehicle_weight")} text={pass.vehicle_weight_kg} />
          <Weight label={t("zone.gross_weight")} text={pass.gross_weight_kg} />
          <Weight label={t("zone.net_weight")} text={pass.net_weight_kg} />
          <Weight label={t("zone.total_weight")} text={pass.total_weight_kg} />
          {pass.passage != null && <Weight label={t("zone.weighed")} text={pass.passage.weight_kg} />}
        </dl>
        {pass.passage != null && (
          <p className="quiet">
            {t("zone.seen", { gate: pass.passage.gate, moment: formatMoment(pass.passage.at) })}
          </p>
        )}
      </Section>
    </CasePage>
  );
}

function Weight({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{formatQuantity(text)}</dd>
    </div>
  );
}

function Lists({ pass }: { pass: GatePassView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("zone.list_no")}</th>
          <th scope="col">{t("zone.state")}</th>
        </tr>
      </thead>
      <tbody>
        {pass.lists.map((it, index) => (
          <tr key={`${it.list_no}/${index}`}>
            <td data-label={t("zone.list_no")}>
              {it.number == null ? (
                <code>{it.list_no}</code>
              ) : (
                <Link to={`/exit-lists/${it.number}`}>
                  <code>{it.list_no}</code>
                </Link>
              )}
            </td>
            <td data-label={t("zone.state")}>
              {it.state == null ? (
                <Seal tone="stop">{t("zone.unknown")}</Seal>
              ) : (
                <Seal tone={toneOfExitList(it.state)}>{stateOf(it)}</Seal>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
