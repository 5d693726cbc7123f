/** The four documents in one table: a fact a row, a document a column, differing cells lit. */

import { Popover, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import type { DocumentKind, ExplainedFinding } from "../../api/types";
import { FindingCard } from "../../components/FindingCard";
import { Seal } from "../../components/Seal";
import { type Cell, type Comparison, gravest, type Group, type Row } from "../../domain/compare";
import type { Format } from "../../domain/facts";
import { formatMoney, formatQuantity } from "../../domain/format";
import { DOCUMENT_KINDS } from "../../domain/pointer";
import { toneOfDocument } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { fieldLabel } from "../../i18n/fields";
import { cellId } from "./cellId";

export function ComparisonTable({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation();
  // Four documents below each other are long on a narrow screen: it opens with what differs.
  const [isNarrowed, setNarrowed] = useState(() => window.matchMedia("(max-width: 760px)").matches);
  if (Object.keys(comparison.documents).length === 0) {
    return <p className="quiet">{t("comparison.nothing_to_compare")}</p>;
  }
  const groups = comparison.groups
    .map((group) => ({ ...group, rows: group.rows.filter((row) => isWorthShowing(row, isNarrowed)) }))
    .filter((group) => group.rows.length > 0);
  return (
    <>
      <div className="comparison-lead">
        <p className="quiet">{t("comparison.lead")}</p>
        <label>
          <Switch size="small" checked={isNarrowed} onChange={setNarrowed} />{" "}
          {t("comparison.only_differences")}
        </label>
      </div>
      <table className="comparison" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t("comparison.fact")}
            </th>
            {DOCUMENT_KINDS.map((kind) => (
              <DocumentHead key={kind} kind={kind} comparison={comparison} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {groups.map((group) => (
            <GroupRows key={`${group.id}/${group.item ?? ""}`} group={group} />
          ))}
          {groups.length === 0 && (
            <tr role="row">
              <td role="cell" colSpan={5} className="quiet">
                {t("comparison.all_equal")}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </>
  );
}

function isWorthShowing(row: Row, isNarrowed: boolean): boolean {
  const cells = Object.values(row.cells);
  const isLit = cells.some((it) => it.differs || it.findings.length > 0);
  return isLit || (!isNarrowed && cells.some((it) => it.text !== ""));
}

function DocumentHead({ kind, comparison }: { kind: DocumentKind; comparison: Comparison }) {
  const { t } = useTranslation();
  const document = comparison.documents[kind];
  const findings = comparison.onDocument[kind] ?? [];
  const name = t(`document.${kind}`);
  return (
    <th role="columnheader" scope="col" className={document === undefined ? "is-absent" : ""}>
      {findings.length > 0 ? (
        <LitButton id={`cell-document-${kind}`} findings={findings} isPointedAt>
          {name}
        </LitButton>
      ) : (
        name
      )}
      {document === undefined && <small>{t("document.absent")}</small>}
      {document !== undefined && document.state !== "accepted" && (
        <Seal tone={toneOfDocument(document.state)}>{t(`document.state.${document.state}`)}</Seal>
      )}
    </th>
  );
}

function GroupRows({ group }: { group: Group }) {
  const { t } = useTranslation();
  const title =
    group.item === null
      ? t(`comparison.group.${group.id}`)
      : t("comparison.group.item", { number: group.item });
  return (
    <>
      <tr role="row" className="comparison-group">
        <th role="rowheader" scope="rowgroup" colSpan={5}>
          {title}
        </th>
      </tr>
      {group.rows.map((row) => (
        <FactRow key={row.id} row={row} />
      ))}
    </>
  );
}

function FactRow({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {fieldLabel(row.field, language)}
      </th>
      {DOCUMENT_KINDS.map((kind) => (
        <FactCell
          key={kind}
          id={cellId(row.id, kind)}
          label={t(`document.${kind}`)}
          format={row.format}
          cell={row.cells[kind]}
        />
      ))}
    </tr>
  );
}

interface FactCellProps {
  id: string;
  label: string;
  format: Format;
  cell: Cell | undefined;
}

function FactCell({ id, label, format, cell }: FactCellProps) {
  const { t } = useTranslation();
  const alignment = format === "text" ? "" : "number";
  if (cell === undefined) return <td role="cell" data-label={label} className="no-field" aria-hidden />;
  const value = shown(cell.text, format);
  const content = value === "" ? <span className="quiet">{t("common.not_given")}</span> : value;
  const mark = cell.differs && (
    <span className="differs" role="img" aria-label={t("comparison.differs")} title={t("comparison.differs")}>
      ≠
    </span>
  );
  return (
    <td
      role="cell"
      data-label={label}
      className={alignment}
      {...(cell.differs ? { "data-differs": true } : {})}
    >
      {cell.findings.length > 0 ? (
        <LitButton id={id} findings={cell.findings} isPointedAt={cell.isPointedAt}>
          {mark}
          {content}
        </LitButton>
      ) : (
        <span id={id} tabIndex={-1}>
          {mark}
          {content}
        </span>
      )}
    </td>
  );
}

function shown(text: string, format: Format): string {
  if (format === "money") return formatMoney(text);
  return format === "quantity" ? formatQuantity(text) : text;
}

interface LitButtonProps {
  id: string;
  findings: readonly ExplainedFinding[];
  isPointedAt: boolean;
  children: ReactNode;
}

function LitButton({ id, findings, isPointedAt, children }: LitButtonProps) {
  const { t } = useTranslation();
  const severity = gravest(findings) ?? "notice";
  const codes = [...new Set(findings.map((it) => it.code))].join(", ");
  return (
    <Popover
      trigger={["hover", "click"]}
      placement="bottom"
      classNames={{ root: "finding-popover" }}
      content={findings.map((it) => (
        <FindingCard key={`${it.code}/${it.pointer}`} finding={it} />
      ))}
    >
      <button
        type="button"
        id={id}
        className={`lit lit-${severity} ${isPointedAt ? "is-pointed-at" : ""}`}
        data-findings={codes}
        aria-description={t("comparison.has_finding", { codes })}
      >
        {children}
      </button>
    </Popover>
  );
}
