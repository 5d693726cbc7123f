/** The files that are attached to a declaration and came, each as it came. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { formatMoment } from "../../domain/format";

interface Props {
  /** Of the declaration, as the address has it. */
  number: string;
  files: DeclarationView["files"];
}

export function FileTable({ number, files }: Props) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.document_no")}</th>
          <th scope="col">{t("declaration.kind")}</th>
          <th scope="col">{t("declaration.file_name")}</th>
          <th scope="col">{t("declaration.file_size")}</th>
          <th scope="col">{t("declaration.received_at")}</th>
        </tr>
      </thead>
      <tbody>
        {files.map((it) => (
          <tr key={it.id}>
            <td data-label={t("declaration.document_no")}>
              <a
                href={`/api/v1/declarations/${number}/files/${encodeURIComponent(it.id)}`}
                target="_blank"
                rel="noreferrer"
              >
                <code>{it.id}</code>
              </a>
            </td>
            <td data-label={t("declaration.kind")}>{it.kind}</td>
            <td data-label={t("declaration.file_name")}>{it.own_name}</td>
            <td data-label={t("declaration.file_size")}>{it.size}</td>
            <td data-label={t("declaration.received_at")} className="moment">
              {formatMoment(it.received_at)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
