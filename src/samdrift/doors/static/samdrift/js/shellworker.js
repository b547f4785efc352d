/* A worker for a page that works without signal: the page and its files come from this phone, what waits is sent when there is signal.
   Its script puts the list of files in front of it, so each new version of any file is a new worker. `later`: large files that are
   kept once they were asked for, and taken along by the next version. `shells`: further pages that work by the same queue. */
"use strict";
var samdriftShellWorker = ({ shell: SHELL, name: NAME, version, files, later = [], shells = [], queue }) => {
  const SHELLS = [SHELL, ...shells], CACHE = `${NAME}-${version}`, { file } = samdriftCaching(CACHE);

  self.addEventListener("install", (event) => event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...SHELLS, ...files]);
    for (const one of later) {
      const kept = await caches.match(one);
      if (kept) await cache.put(one, kept);
    }
    await self.skipWaiting();
  })()));
  // The queue is no cache: a new version takes it over as it is.
  self.addEventListener("activate", (event) => event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(NAME) && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })()));
  self.addEventListener("sync", (event) => {
    if (event.tag === NAME) event.waitUntil(queue.drain().then((waiting) => { if (waiting) throw new Error("still waiting"); }));
  });

  // The page from this phone at once; only a change of language asks for it anew.
  const page = async (request) => {
    const { pathname, searchParams } = new URL(request.url), kept = await caches.match(pathname);
    if (kept && !searchParams.has("lang")) return kept;
    try {
      const answer = await fetch(request), copy = answer.clone();
      if (answer.ok) {
        const cache = await caches.open(CACHE);
        await cache.put(pathname, copy);
        // The other pages in the new language, too: they are asked for when there is no signal.
        if (searchParams.has("lang")) for (const other of SHELLS) if (other !== pathname) await cache.add(new Request(other, { cache: "reload" }));
      }
      return answer;
    } catch (error) {
      if (kept) return kept;
      throw error;
    }
  };
  self.addEventListener("fetch", (event) => {
    const { request } = event, url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (request.mode === "navigate" && SHELLS.includes(url.pathname)) event.respondWith(page(request));
    else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  });
};
