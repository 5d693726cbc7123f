/* Lets the console open without a network: keeps its files, and nothing that the house says. The names of the files are put in
 * when the console is built. */

const FILES = __FILES__;
const KEPT = "tongguan-shell-__DIGEST__";
/** A network that does not answer by then is taken for none. */
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(KEPT)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("tongguan-shell-") && name !== KEPT;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // What the house says is asked of the house, and kept by no cache.
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/"))
    return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

/** The page of the house that is there, or the one that was kept. */
async function page(request) {
  const kept = () => caches.match("/index.html");
  const patience = new Promise((done) => setTimeout(done, PATIENCE_MS));
  try {
    const answer = await Promise.race([fetch(request), patience]);
    return answer ?? (await kept()) ?? Response.error();
  } catch {
    return (await kept()) ?? Response.error();
  }
}

/** Names of assets carry a digest of their content: what is kept is right for good. */
async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}
