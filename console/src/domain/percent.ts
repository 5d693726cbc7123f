/** Shares as the house has them (`0.05`) and as people write them (`5`), digit by digit. */

const DECIMAL = /^(\d*)(?:\.(\d*))?$/;

/** Moves the point of a decimal; what is none stays as it is, so that whoever reads it says so. */
function moved(text: string, places: 2 | -2): string {
  const trimmed = text.trim();
  const [, whole = "", part = ""] = DECIMAL.exec(trimmed) ?? [];
  if (whole === "" && part === "") return trimmed;
  const [left, right] =
    places === 2
      ? [whole + part.padEnd(2, "0").slice(0, 2), part.slice(2)]
      : [whole.slice(0, -2), whole.slice(-2).padStart(2, "0") + part];
  const head = left.replace(/^0+(?=\d)/, "");
  const tail = right.replace(/0+$/, "");
  return `${head === "" ? "0" : head}${tail === "" ? "" : `.${tail}`}`;
}

/** `0.05` → `5`. */
export const percentOf = (share: string): string => moved(share, 2);

/** `5` → `0.05`; `five` stays `five`, and nothing stays nothing. */
export const shareOf = (percent: string): string => moved(percent, -2);
