/** One manifest: its bills, what was counted, and what happened. */

import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useManifest } from "../../api/queries";
import type { ManifestView } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoment, formatQuantity } from "../../domain/format";
import { toneOfManifest } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { CasePage } from "../zone/CasePage";
import { ConsignmentTable } from "./ConsignmentTable";

export default function ManifestPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, refetch } = useManifest(number);
  useTitle(t("manifest.one", { number: data?.manifest_no ?? number }));
  if (isError) {
    return (
      <>
        <h1>{t("manifest.one", { number })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body manifest={data} />;
}

function Body({ manifest: it }: { manifest: ManifestView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const moment = (text: string | null | undefined) => (text == null ? "" : formatMoment(text));
  return (
    <CasePage
      title={t("manifest.one", { number: it.manifest_no })}
      back={{ to: "/manifests", label: t("manifest.title") }}
      state={stateOf(it)}
      tone={toneOfManifest(it.state)}
      keys={[
        { label: t("manifest.way"), text: t(`declaration.direction.${it.direction}`) },
        { label: t("manifest.transport"), text: `${it.transport_mode} ${it.transport_name}`.trim() },
        { label: t("manifest.voyage_no"), text: it.voyage_no },
        { label: t("manifest.customs"), text: it.port_customs },
        { label: t("manifest.sender"), text: it.sender },
        { label: t("manifest.loading_at"), text: moment(it.loading_at) },
        { label: t("manifest.departure_at"), text: moment(it.departure_at) },
        { label: t("manifest.due_at"), text: moment(it.due_at) },
        { label: t("manifest.arrived_at"), text: moment(it.arrived_at) },
      ]}
      findings={[]}
      receipts={it.receipts}
      timeline={it.timeline}
    >
      <ActBar of={{ kind: "manifest", number: String(it.number) }} />
      <Section id="bills" title={t("manifest.bills_count", { count: it.consignments.length })}>
        <ConsignmentTable consignments={it.consignments} />
      </Section>
      {it.vehicles.length > 0 && (
        <Section id="vehicles" title={t("manifest.vehicles")}>
          <Vehicles manifest={it} />
        </Section>
      )}
      {it.over_landed.length > 0 && (
        <Section id="over" title={t("manifest.on_no_bill")}>
          <OverLanded manifest={it} />
        </Section>
      )}
    </CasePage>
  );
}

function Vehicles({ manifest }: { manifest: ManifestView }) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("manifest.plate")}</th>
          <th scope="col">{t("manifest.due_at")}</th>
          <th scope="col">{t("manifest.containers")}</th>
        </tr>
      </thead>
      <tbody>
        {manifest.vehicles.map((it, index) => (
          <tr key={`${it.plate}/${index}`}>
            <td data-label={t("manifest.plate")}>
              {it.plate} <code>{it.code}</code>
            </td>
            <td data-label={t("manifest.due_at")} className="moment">
              {it.due_at == null ? "—" : formatMoment(it.due_at)}
            </td>
            <td data-label={t("manifest.containers")}>
              {it.containers.map((box) => `${box.number} ${box.seals.join(" ")}`.trim()).join(", ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OverLanded({ manifest }: { manifest: ManifestView }) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("manifest.bill_no")}</th>
          <th scope="col" className="number">
            {t("manifest.packages")}
          </th>
          <th scope="col" className="number">
            {t("manifest.weight")}
          </th>
        </tr>
      </thead>
      <tbody>
        {manifest.over_landed.map((it) => (
          <tr key={it.bill_no}>
            <td data-label={t("manifest.bill_no")}>
              <code>{it.bill_no}</code>
            </td>
            <td data-label={t("manifest.packages")} className="number">
              {formatCount(it.packages)}
            </td>
            <td data-label={t("manifest.weight")} className="number">
              {formatQuantity(it.gross_weight_kg)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
