// Prints number and trader of an import of the served house that came by ship, paid by a slip of its own and was examined by
// nobody: one that its trader may declare once more.
//
//   TONGGUAN_URL=… node scripts/pick-import.mjs

const base = process.env.TONGGUAN_URL;
const get = async (path) => (await fetch(`${base}/api/v1/${path}`)).json();

const BY_SHIP = "2";

for (const state of ["cleared", "released", "awaiting_arrival"]) {
  const { items } = await get(`declarations?state=${state}&limit=200`);
  for (const { number, direction, trader } of items) {
    if (direction !== "import") continue;
    const { declaration, course, documents, slips, manifest } = await get(
      `declarations/${number}`,
    );
    const states = course.map((it) => it.state);
    const isPlain =
      states.includes("awaiting_tax") &&
      !states.includes("examination") &&
      documents.length === 0;
    const isShipped =
      declaration.transport_mode === BY_SHIP && manifest !== null;
    if (!isPlain || !isShipped || slips.length === 0) continue;
    console.log(number, trader.code);
    process.exit(0);
  }
}
throw new Error("no import came by ship and was paid by a slip");
