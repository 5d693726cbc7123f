/** What changes between two texts, line by line. */

export interface Line {
  kind: "same" | "gone" | "new";
  text: string;
}

/** The lines of a condition: as they are written, and each term that is joined by `&&` or `||` by itself. */
export function linesOf(condition: string): string[] {
  const lines = condition.split("\n").flatMap((line) => line.split(/\s+(?=&&|\|\|)/u));
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

/** The fewest lines that go and come, those that go before those that come. */
export function changed(before: readonly string[], after: readonly string[]): Line[] {
  // How many lines the rests have in common, from each place on.
  const common = before.map(() => after.map(() => 0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row !== undefined) {
        row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [gone, come] = [before[i], after[j]];
    if (gone !== undefined && gone === come) {
      lines.push({ kind: "same", text: gone });
      i++;
      j++;
    } else if (gone !== undefined && (come === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "gone", text: gone });
      i++;
    } else {
      lines.push({ kind: "new", text: come ?? "" });
      j++;
    }
  }
  return lines;
}
