/* The service worker, served at /sw.js. It keeps scan pages and their files for the moment without signal, sends waiting
   reports when the phone is online again, and shows one calm page instead of the browser's error elsewhere.
   Pages of signed-in people are never kept: they are private and old facts mislead. */
"use strict";
importScripts("/static/samdrift/js/outbox.js");
const CACHE = "samdrift-1", OFFLINE = "/offline/";
const FILES = [OFFLINE, "/static/samdrift/css/q.css", "/static/samdrift/js/q.js", "/static/samdrift/js/outbox.js", "/static/samdrift/q.svg", "/static/samdrift/img/mark.svg"];

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(samdriftOutbox.drain().then((waiting) => { if (waiting) throw new Error("still waiting"); }));
});

// Push messages: a title, a sentence and where to go on; of restricted things only that something needs the reader.
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(told.title || "samdrift", { body: told.text || "", data: told.link || "/", icon: "/static/samdrift/img/icon-192.png" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});

const keep = async (request, answer) => {
  if (answer.ok) {
    const cache = await caches.open(CACHE), copy = answer.clone();
    await cache.delete(request, { ignoreSearch: true });  // an older version, or the page in another language
    await cache.put(request, copy);
  }
  return answer;
};
const within = (promise, ms) => Promise.race([promise, new Promise((_, failed) => setTimeout(() => failed(new Error("slow")), ms))]);

// A scan page: the network if it answers soon, else the page as last seen; the language in the address does not matter then.
const scanPage = async (request) => {
  const fetched = fetch(request).then((answer) => keep(request, answer));
  try { return await within(fetched, 4000); } catch {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) { fetched.catch(() => {}); return kept; }
    try { return await fetched; } catch { return caches.match(OFFLINE); }
  }
};
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
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && /^\/q\//i.test(url.pathname)) event.respondWith(scanPage(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  else if (url.pathname.startsWith("/static/samdrift/")) event.respondWith(file(request));
});
