/** Above the list of declarations, for whoever may send some: a new one, a message from a file, and drafts. */

import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { type DraftSummary, useDrafts, useRemoveDraft } from "../../api/filing";
import { useRights } from "../../api/session";
import { formatMoment } from "../../domain/format";
import "../../styles/filing.css";

export function FilingBar() {
  const { t } = useTranslation();
  const go = useNavigate();
  const maySend = useRights()("send_messages");
  const { data } = useDrafts(maySend);
  if (!maySend) return null;
  const drafts = data?.items ?? [];
  return (
    <>
      <p className="filing-tools">
        <Button type="primary" onClick={() => void go("/declarations/new")}>
          {t("filing.new")}
        </Button>
        <Button onClick={() => void go("/declarations/upload")}>{t("filing.upload.title")}</Button>
      </p>
      {drafts.length > 0 && (
        <details className="section">
          <summary>{t("filing.drafts", { count: drafts.length })}</summary>
          <DraftTable drafts={drafts} />
        </details>
      )}
    </>
  );
}

function DraftTable({ drafts }: { drafts: readonly DraftSummary[] }) {
  const { t } = useTranslation();
  const { mutate } = useRemoveDraft();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("filing.draft")}</th>
          <th scope="col">{t("filing.draft_by")}</th>
          <th scope="col">{t("filing.draft_at")}</th>
          <th scope="col">{t("filing.draft_remove")}</th>
        </tr>
      </thead>
      <tbody>
        {drafts.map((it) => (
          <tr key={it.id}>
            <td data-label={t("filing.draft")}>
              <Link to={`/declarations/new?draft=${it.id}`}>{it.name}</Link>
            </td>
            <td data-label={t("filing.draft_by")}>{it.by}</td>
            <td data-label={t("filing.draft_at")} className="moment">
              {formatMoment(it.updated_at)}
            </td>
            <td data-label={t("filing.draft_remove")}>
              <Popconfirm title={t("filing.draft_sure")} onConfirm={() => mutate(it.id)}>
                <Button size="small" aria-label={`${t("filing.draft_remove")} ${it.name}`}>
                  {t("filing.draft_remove")}
                </Button>
              </Popconfirm>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
