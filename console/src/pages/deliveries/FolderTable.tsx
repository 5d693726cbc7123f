/** Watched folders: what comes in, and how far each recipient's receipts have been written out. */

import { useTranslation } from "react-i18next";

import type { FolderView } from "../../api/types";
import { formatCount } from "../../domain/format";

export function FolderTable({ folders }: { folders: readonly FolderView[] }) {
  const { t } = useTranslation();
  if (folders.length === 0) return <p className="quiet">{t("deliveries.no_folders")}</p>;
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("deliveries.folder")}</th>
          <th scope="col">{t("deliveries.progress")}</th>
          <th scope="col" className="number">
            {t("deliveries.waiting")}
          </th>
          <th scope="col" className="number">
            {t("deliveries.taken")}
          </th>
          <th scope="col" className="number">
            {t("deliveries.failed")}
          </th>
          <th scope="col">{t("deliveries.last_error")}</th>
        </tr>
      </thead>
      <tbody>
        {folders.map((it) => (
          <tr key={it.path}>
            <td data-label={t("deliveries.folder")}>
              <code>{it.path}</code>
            </td>
            <td data-label={t("deliveries.progress")}>
              {it.recipients.map(({ recipient, cursor, newest }) => (
                <small key={recipient ?? ""}>
                  {recipient === null ? t("deliveries.everybody") : <code>{recipient}</code>}{" "}
                  {formatCount(cursor)} / {formatCount(newest)}
                </small>
              ))}
            </td>
            <td className="number" data-label={t("deliveries.waiting")}>
              {formatCount(it.waiting)}
            </td>
            <td className="number" data-label={t("deliveries.taken")}>
              {formatCount(it.taken)}
            </td>
            <td className="number" data-label={t("deliveries.failed")}>
              {formatCount(it.failed)}
            </td>
            <td className={it.last_error === "" ? "is-empty" : ""} data-label={t("deliveries.last_error")}>
              {it.last_error}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
