// Has the examiners that are named registered, and a declaration of the served house examined by them; prints its number.
//
//   TONGGUAN_URL=… [TONGGUAN_CASES='{"asked", "owed"}'] node scripts/pick-examination.mjs LOGIN LOGIN
//
// Not one of those cases: another walk goes on with them.

const base = process.env.TONGGUAN_URL;
const others = Object.values(JSON.parse(process.env.TONGGUAN_CASES ?? "{}"));
const STATES = ["awaiting_tax", "reviewing", "awaiting_files", "examination", "awaiting_arrival"];

async function say(message) {
  const answer = await fetch(`${base}/api/v1/messages?wait=decided`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(message),
  });
  const { receipts } = await answer.json();
  const findings = (receipts ?? []).filter((it) => it.kind === "format").flatMap((it) => it.findings);
  if (findings.length > 0) throw new Error(`refused: ${JSON.stringify(findings[0])}`);
}

for (const state of STATES) {
  const page = await (await fetch(`${base}/api/v1/declarations?state=${state}&limit=100`)).json();
  const found = page.items.find((it) => !others.includes(it.declaration_no));
  if (found === undefined) continue;
  const posts = [found.declaring_customs];
  const row = (id) => ({ id, name: id, posts, conflicts: [], from: "2020-01-01" });
  await say({ tongguan: "examiners", rows: process.argv.slice(2).map(row) });
  await say({
    tongguan: "issue_document",
    declaration_no: found.declaration_no,
    kind: "examination_notice",
    officer: process.argv[2],
    reason: "布控查验",
    fields: { place: "port", requirements: "掏箱检查，核对数量" },
  });
  console.log(found.declaration_no);
  process.exit(0);
}
throw new Error("no declaration can be examined");
