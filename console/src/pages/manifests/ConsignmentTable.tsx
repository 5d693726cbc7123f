/** Goods of bills on manifests: where they stand, what was counted, which declaration stands for them. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ConsignmentView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatCount, formatMoment, formatQuantity } from "../../domain/format";
import { toneOfConsignment } from "../../domain/tone";
import { useLanguage } from "../../i18n";

interface ConsignmentTableProps {
  consignments: readonly ConsignmentView[];
  /** Whether each row names its manifest. */
  hasManifests?: boolean;
}

export function ConsignmentTable({ consignments, hasManifests = false }: ConsignmentTableProps) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("manifest.bill_no")}</th>
          {hasManifests && <th scope="col">{t("manifest.manifest_no")}</th>}
          <th scope="col">{t("manifest.state")}</th>
          <th scope="col">{t("manifest.goods")}</th>
          <th scope="col" className="number">
            {t("manifest.packages")}
          </th>
          <th scope="col" className="number">
            {t("manifest.weight")}
          </th>
          <th scope="col">{t("manifest.arrived_at")}</th>
          <th scope="col">{t("manifest.declaration")}</th>
        </tr>
      </thead>
      <tbody>
        {consignments.map((it) => (
          <ConsignmentRow key={it.number} consignment={it} hasManifest={hasManifests} />
        ))}
      </tbody>
    </table>
  );
}

interface ConsignmentRowProps {
  consignment: ConsignmentView;
  hasManifest: boolean;
}

function ConsignmentRow({ consignment: it, hasManifest }: ConsignmentRowProps) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <tr>
      <td data-label={t("manifest.bill_no")}>
        <code>{it.bill_no}</code>
        <small>{it.consignment_no}</small>
        {it.transit != null && (
          <small>
            {t("manifest.transit", {
              number: it.transit.transit_no,
              customs: it.transit.destination_customs,
            })}
          </small>
        )}
      </td>
      {hasManifest && (
        <td data-label={t("manifest.manifest_no")}>
          <Link to={`/manifests/${it.manifest}`}>
            <code>{it.manifest_no}</code>
          </Link>
        </td>
      )}
      <td data-label={t("manifest.state")}>
        <Seal tone={toneOfConsignment(it.state)}>{stateOf(it)}</Seal>
      </td>
      <td data-label={t("manifest.goods")}>
        {it.goods}
        <small>{it.containers.map((container) => container.number).join(" ")}</small>
      </td>
      <td data-label={t("manifest.packages")} className="number">
        {formatCount(it.packages)}
        <Counted consignment={it} />
      </td>
      <td data-label={t("manifest.weight")} className="number">
        {formatQuantity(it.gross_weight_kg)}
      </td>
      <td data-label={t("manifest.arrived_at")} className="moment">
        {it.arrived_at == null ? "—" : formatMoment(it.arrived_at)}
        <small>{it.site}</small>
      </td>
      <td data-label={t("manifest.declaration")}>
        {it.declaration_no == null ? (
          <Undeclared consignment={it} />
        ) : (
          <Link to={`/declarations/${it.declaration_no}`}>
            <code>{it.declaration_no}</code>
          </Link>
        )}
      </td>
    </tr>
  );
}

function Counted({ consignment }: { consignment: ConsignmentView }) {
  const { t } = useTranslation();
  const short = consignment.tally?.packages_short ?? 0;
  if (short === 0) return null;
  const key = short > 0 ? "manifest.short_landed" : "manifest.over_landed";
  return <small>{t(key, { count: Math.abs(short) })}</small>;
}

function Undeclared({ consignment }: { consignment: ConsignmentView }) {
  const { t } = useTranslation();
  const undeclared = consignment.undeclared;
  if (undeclared == null) return <>—</>;
  return (
    <>
      {t("manifest.undeclared_days", { count: undeclared.days })}
      {undeclared.late_days > 0 && <small>{t("manifest.late_days", { count: undeclared.late_days })}</small>}
      {undeclared.is_for_sale && <small>{t("manifest.is_for_sale")}</small>}
    </>
  );
}
