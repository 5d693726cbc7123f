/** The element that holds a cell of the comparison, so that a finding can lead to it. */

import type { DocumentKind } from "../../api/types";

export const cellId = (row: string, kind: DocumentKind) => `cell-${row}-${kind}`;
