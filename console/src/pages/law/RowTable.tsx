/** Rows of law: what they say, on which days, what they rest on, and who told them. */

import { useTranslation } from "react-i18next";

import type { LawRow } from "../../api/analyst";
import { BasisLine } from "../../components/BasisLine";
import { formatMoment } from "../../domain/format";

interface RowTableProps {
  columns: readonly string[];
  rows: readonly LawRow[];
  caption: string;
}

export function RowTable({ columns, rows, caption }: RowTableProps) {
  const { t } = useTranslation();
  return (
    <div className="scroll-x">
      <table className="checks">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t("law.column.from")}</th>
            <th scope="col">{t("law.column.to")}</th>
            {columns.map((it) => (
              <th key={it} scope="col">
                <code>{it}</code>
              </th>
            ))}
            <th scope="col">{t("law.column.basis")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((it, place) => (
            <tr key={place}>
              <td>{it.from ?? "—"}</td>
              <td>{it.to ?? "—"}</td>
              {it.cells.map((cell, at) => (
                <td key={columns[at] ?? at}>{cell}</td>
              ))}
              <td>
                {it.basis === null ? "—" : <BasisLine basis={it.basis} />}
                {it.told !== null && (
                  <small>
                    {t("law.told", {
                      input: it.told.input,
                      at: formatMoment(it.told.at),
                      by: it.told.sender,
                    })}
                  </small>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
