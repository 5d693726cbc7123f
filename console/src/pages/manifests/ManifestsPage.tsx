/** Manifests, newest first; or the goods on them about which something is to be done. */

import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useConsignments, useManifests } from "../../api/queries";
import type { ConsignmentTask } from "../../api/queries";
import type { ManifestSummary } from "../../api/types";
import { Loading } from "../../components/Loading";
import { MoreButton } from "../../components/MoreButton";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
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
      <div className="chips" role="group" aria-label={t("manifest.filter_label")}>
        <button type="button" className="chip" aria-pressed={task === null} onClick={() => setParams({})}>
          {t("manifest.all")}
        </button>
        {TASKS.map((it) => (
          <button
            key={it}
            type="button"
            className="chip chip-watch"
            aria-pressed={task === it}
            onClick={() => setParams(task === it ? {} : { task: it })}
          >
            {t(`manifest.tasks.${it}`)}
          </button>
        ))}
      </div>
      {task === null ? <Manifests /> : <Tasks task={task} />}
    </>
  );
}

function Tasks({ task }: { task: ConsignmentTask }) {
  const { t } = useTranslation();
  const consignments = useConsignments(task);
  const items = consignments.data?.pages.flatMap((it) => it.items) ?? [];
  return (
    <>
      {consignments.isError && (
        <Refusal error={consignments.error} onRetry={() => void consignments.refetch()} />
      )}
      {consignments.isPending && <Loading />}
      {consignments.isSuccess && items.length === 0 && <p className="blank">{t("manifest.no_tasks")}</p>}
      {items.length > 0 && (
        <>
          <ConsignmentTable consignments={items} hasManifests />
          <MoreButton
            hasNext={consignments.hasNextPage}
            isLoading={consignments.isFetchingNextPage}
            shown={t("manifest.shown", { count: items.length })}
            onMore={() => void consignments.fetchNextPage()}
          />
        </>
      )}
    </>
  );
}

function Manifests() {
  const { t } = useTranslation();
  const manifests = useManifests();
  const items = manifests.data?.pages.flatMap((it) => it.items) ?? [];
  return (
    <>
      {manifests.isError && <Refusal error={manifests.error} onRetry={() => void manifests.refetch()} />}
      {manifests.isPending && <Loading />}
      {manifests.isSuccess && items.length === 0 && <p className="blank">{t("manifest.none")}</p>}
      {items.length > 0 && (
        <>
          <ManifestTable manifests={items} />
          <MoreButton
            hasNext={manifests.hasNextPage}
            isLoading={manifests.isFetchingNextPage}
            shown={t("manifest.shown", { count: items.length })}
            onMore={() => void manifests.fetchNextPage()}
          />
        </>
      )}
    </>
  );
}

function ManifestTable({ manifests }: { manifests: readonly ManifestSummary[] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
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
              <Seal tone={toneOfManifest(it.state)}>
                {titleOf({ title_zh: it.state_title_zh, title_en: it.state_title_en })}
              </Seal>
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
