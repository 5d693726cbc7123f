// Prints the numbers of the entries that the browser tests walk through: one whose documents differ,
// and one that was assessed. TONGGUAN_URL names the house.

const api = async (path) => {
  const answer = await fetch(`${process.env.TONGGUAN_URL}/api/v1${path}`);
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
  return answer.json();
};

const differs = (entry) => {
  const kinds = entry.documents.map((it) => it.kind);
  const points = (pointer) => kinds.some((it) => pointer.startsWith(`${it}.`));
  return entry.findings.some((it) => points(it.pointer) && it.against !== "");
};

let differing;
let assessed;
let after = "";
while (after !== null && (differing === undefined || assessed === undefined)) {
  const from = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
  const page = await api(`/entries?limit=100${from}`);
  for (const { number } of page.items) {
    const entry = await api(`/entries/${number}`);
    if (entry.receipts.length === 0) continue;
    if (differs(entry)) differing ??= number;
    if (entry.assessment !== null) assessed ??= number;
  }
  after = page.next;
}
if (differing === undefined || assessed === undefined) {
  console.error("the traffic has no entry whose documents differ, or none that was assessed");
  process.exit(1);
}
console.log([...new Set([differing, assessed])].join("\n"));
