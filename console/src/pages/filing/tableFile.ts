/** Reads a table out of a file that somebody chose; what it takes to read one is loaded when one is chosen. */

import type { Cell } from "../../domain/filing/rows";

/** Ten times a declaration's lines with everything that is said of them. */
const BYTES_MAX = 4 * 1024 * 1024;

/** What a file that is larger is refused with. */
export const TOO_LARGE = "too large";

export async function tableOf(file: File): Promise<Cell[][]> {
  if (file.size > BYTES_MAX) throw new Error(TOO_LARGE);
  return /\.xlsx$/i.test(file.name) ? ofExcel(file) : ofText(file);
}

async function ofExcel(file: File): Promise<Cell[][]> {
  const { readSheet } = await import("read-excel-file/browser");
  const rows: readonly (readonly unknown[])[] = await readSheet(file);
  return rows.map((row) => row.map(cellOf)).filter((row) => row.some((it) => it !== null));
}

function cellOf(value: unknown): Cell {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain || value instanceof Date ? value : null;
}

/** UTF-8, or what spreadsheets of Chinese systems write. */
async function ofText(file: File): Promise<Cell[][]> {
  const bytes = await file.arrayBuffer();
  const { default: papaparse } = await import("papaparse");
  return papaparse.parse<string[]>(decoded(bytes), { skipEmptyLines: "greedy" }).data;
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
