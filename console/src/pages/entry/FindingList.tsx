/** All findings of a parcel, the gravest first, each leading to the cell it lights. */

import type { ExplainedFinding } from "../../api/types";
import { FindingCard } from "../../components/FindingCard";
import type { Comparison } from "../../domain/compare";
import { DOCUMENT_KINDS } from "../../domain/pointer";
import { cellId } from "./cellId";

interface FindingListProps {
  findings: readonly ExplainedFinding[];
  comparison: Comparison;
}

const ORDER = { return: 0, review: 1, notice: 2 } as const;

export function FindingList({ findings, comparison }: FindingListProps) {
  const sorted = [...findings].sort((one, other) => ORDER[one.severity] - ORDER[other.severity]);
  return (
    <ul className="findings">
      {sorted.map((finding) => {
        const cell = cellOf(comparison, finding);
        const see = () => lead(cell ?? "");
        return (
          <li key={`${finding.code}/${finding.pointer}/${finding.against}`}>
            <FindingCard finding={finding} {...(cell === null ? {} : { onSee: see })} />
          </li>
        );
      })}
    </ul>
  );
}

/** Brings a cell into the middle, clear of what sticks to the top, and gives it the focus. */
function lead(cell: string) {
  const element = document.getElementById(cell);
  element?.scrollIntoView({ block: "center" });
  element?.focus({ preventScroll: true });
}

/** The cell the finding points at, before those it only compares with. */
function cellOf(comparison: Comparison, finding: ExplainedFinding): string | null {
  const lit = comparison.groups.flatMap(({ rows }) =>
    rows.flatMap((row) =>
      DOCUMENT_KINDS.flatMap((kind) => {
        const cell = row.cells[kind];
        return cell?.findings.includes(finding) === true ? [{ id: cellId(row.id, kind), cell }] : [];
      }),
    ),
  );
  return (lit.find((it) => it.cell.isPointedAt) ?? lit[0])?.id ?? null;
}
