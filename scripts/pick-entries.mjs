// Prints the numbers of the entries that the browser tests walk through: one whose documents differ,
// and one that was assessed and has a finding, where there is one. TONGGUAN_URL names the house.

const api = async (path) => {
  const answer = await fetch(`${process.env.TONGGUAN_URL}/api/v1${path}`);
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
  return answer.json();
};

const isShowable = (entry) => {
  const kinds = entry.documents.map((it) => it.kind);
  const points = (pointer) => kinds.some((it) => pointer.startsWith(`${it}.`));
  return entry.receipts.length > 0 && entry.findings.some((it) => points(it.pointer));
};

let differing;
let assessed;
let after = "";
while (after !== null && (differing === undefined || assessed === undefined)) {
  const from = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
  const page = await api(`/entries?limit=100${from}`);
  for (const { number } of page.items.filter((it) => it.n_findings > 0)) {
    const entry = await api(`/entries/${number}`);
    if (!isShowable(entry)) continue;
    if (entry.findings.some((it) => it.against !== "")) differing ??= number;
    if (entry.assessment !== null) assessed ??= number;
  }
  after = page.next;
}
if (differing === undefined) {
  console.error("no entry has documents that differ");
  process.exit(1);
}
console.log([...new Set([differing, assessed])].filter((it) => it !== undefined).join("\n"));
