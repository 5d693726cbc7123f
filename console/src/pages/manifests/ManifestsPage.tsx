/** Manifests, newest first; or the goods on them about which something is to be done. */

import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useConsignments, useManifests } from "../../api/queries";
import type { ConsignmentTask } from "../../api/queries";
import type { ManifestSummary } from "../../api/types";
import { Seal } from "../../components/Seal";
import { Listing } from "../../components/Listing";
import { Chips } from "../../components/Chips";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoment } from "../../domain/format";
import { toneOfManifest } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { ConsignmentTable } from "./ConsignmentTable";

const TASKS = [
  "undeclared",
  "for_sale",
  "short_landed",
  "over_landed",
  "review",
] as const satisfies readonly ConsignmentTask[];

export default function ManifestsPage() {
  const { t } = useTranslation();
  useTitle(t("manifest.title"));
  const [params, setParams] = useSearchParams();
  const task = TASKS.find((it) => it === params.get("task")) ?? null;
  return (
    <>
      <h1>{t("manifest.title")}</h1>
      <p className="quiet">{t("manifest.lead")}</p>
      <Chips
        label={t("manifest.filter_label")}
        all={t("manifest.all")}
        values={TASKS}
        chosen={task}
        titleOf={(it) => t(`manifest.tasks.${it}`)}
        toneOf={() => "watch"}
        onChoose={(it) => setParams(it === null ? {} : { task: it })}
      />
      {task === null ? <Manifests /> : <Tasks task={task} />}
    </>
  );
}

function Tasks({ task }: { task: ConsignmentTask }) {
  const { t } = useTranslation();
  const consignments = useConsignments(task);
  return (
    <>
      <Listing
        query={consignments}
        none={t("manifest.no_tasks")}
        shown={(count) => t("manifest.shown", { count })}
      >
        {(items) => <ConsignmentTable consignments={items} hasManifests />}
      </Listing>
    </>
  );
}

function Manifests() {
  const { t } = useTranslation();
  const manifests = useManifests();
  return (
    <>
      <Listing query={manifests} none={t("manifest.none")} shown={(count) => t("manifest.shown", { count })}>
        {(items) => <ManifestTable manifests={items} />}
      </Listing>
    </>
  );
}

function ManifestTable({ manifests }: { manifests: readonly ManifestSummary[] }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          <th scope="col">{t("manifest.manifest_no")}</th>
          <th scope="col">{t("manifest.state")}</th>
          <th scope="col">{t("manifest.way")}</th>
          <th scope="col">{t("manifest.transport")}</th>
          <th scope="col">{t("manifest.customs")}</th>
          <th scope="col" className="number">
            {t("manifest.bills")}
          </th>
          <th scope="col">{t("manifest.arrived_at")}</th>
        </tr>
      </thead>
      <tbody>
        {manifests.map((it) => (
          <tr key={it.number}>
            <td data-label={t("manifest.manifest_no")}>
              <Link to={`/manifests/${it.number}`}>
                <code>{it.manifest_no}</code>
              </Link>
            </td>
            <td data-label={t("manifest.state")}>
              <Seal tone={toneOfManifest(it.state)}>{stateOf(it)}</Seal>
            </td>
            <td data-label={t("manifest.way")}>{t(`declaration.direction.${it.direction}`)}</td>
            <td data-label={t("manifest.transport")}>
              {it.transport_mode} {it.transport_name} <code>{it.voyage_no}</code>
            </td>
            <td data-label={t("manifest.customs")}>{it.port_customs}</td>
            <td data-label={t("manifest.bills")} className="number">
              {formatCount(it.n_consignments)}
            </td>
            <td data-label={t("manifest.arrived_at")} className="moment">
              {it.arrived_at == null ? "—" : formatMoment(it.arrived_at)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
