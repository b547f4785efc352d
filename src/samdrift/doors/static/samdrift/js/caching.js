/* How service workers keep answers: shared by the one for scan pages and the one for the field app. */
"use strict";
var samdriftCaching = (name) => {
  const keep = async (request, answer) => {
    if (answer.ok) {
      const cache = await caches.open(name), copy = answer.clone();
      await cache.delete(request, { ignoreSearch: true });  // an older version, or the page in another language
      await cache.put(request, copy);
    }
    return answer;
  };
  const within = (promise, ms) => Promise.race([promise, new Promise((_, failed) => setTimeout(() => failed(new Error("slow")), ms))]);
  // Files carry their version in the address: what we have of this version, else the network, else any version.
  const file = async (request) => {
    const kept = await caches.match(request);
    if (kept) return kept;
    try { return await keep(request, await fetch(request)); } catch (error) {
      const older = await caches.match(request, { ignoreSearch: true });
      if (older) return older;
      throw error;
    }
  };
  return { keep, within, file };
};
