/** Lays out a receipt's XML for reading; what it says is not touched. */

const TOKEN = /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<[^>]+>|[^<]+/g;
const INDENT = "  ";

/** One element a line, indented; an element with text alone stays on one line. */
export function prettyXml(xml: string): string {
  const tokens = (xml.match(TOKEN) ?? []).filter((it) => it.trim() !== "");
  const lines: string[] = [];
  let depth = 0;
  let isOpen = false;
  for (const token of tokens) {
    const isMarkup = token.startsWith("<") && !token.startsWith("<![CDATA[");
    if (!isMarkup) {
      append(lines, token.startsWith("<") ? token : token.trim());
      continue;
    }
    if (token.startsWith("</")) {
      depth = Math.max(0, depth - 1);
      if (isOpen) append(lines, token);
      else lines.push(INDENT.repeat(depth) + token);
      isOpen = false;
      continue;
    }
    lines.push(INDENT.repeat(depth) + token);
    const hasContent = !token.endsWith("/>") && !token.startsWith("<?") && !token.startsWith("<!");
    if (hasContent) depth += 1;
    isOpen = hasContent;
  }
  return lines.join("\n");
}

function append(lines: string[], text: string) {
  const last = lines.length - 1;
  if (last < 0) lines.push(text);
  else lines[last] = `${lines[last] ?? ""}${text}`;
}
