/* The service worker, served at /sw.js. It keeps scan pages and their files for the moment without signal, sends waiting
   reports when the phone is online again, and shows one calm page instead of the browser's error elsewhere.
   Pages of signed-in people are never kept: they are private and old facts mislead. */
"use strict";
importScripts("/static/samdrift/js/kept.js", "/static/samdrift/js/caching.js", "/static/samdrift/js/outbox.js",
  "/static/samdrift/js/queue.js", "/static/samdrift/js/field/outbox.js");
const CACHE = "samdrift-2", OFFLINE = "/offline/";
const FILES = [OFFLINE, "/static/samdrift/css/q.css", "/static/samdrift/js/q.js", "/static/samdrift/js/kept.js", "/static/samdrift/js/photo.js", "/static/samdrift/js/outbox.js", "/static/samdrift/q.svg", "/static/samdrift/img/mark.svg"];

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== CACHE && !name.startsWith("samdrift-field") && !name.startsWith("samdrift-walk")) await caches.delete(name);
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

const { keep, within, file } = samdriftCaching(CACHE);

// Whether somebody works with the field app on this phone: then the tag's link proves presence there, with or without signal later.
const isTechnicians = async () => {
  if (!(await caches.keys()).some((name) => name.startsWith("samdrift-field"))) return false;
  const whose = await samdriftField.me().catch(() => null);
  return Boolean(whose && !whose.left);
};
// A scan page: the network if it answers soon, else the page as last seen; the language in the address does not matter then.
const scanPage = async (request) => {
  const fetched = fetch(request).then((answer) => keep(request, answer));
  try { return await within(fetched, 4000); } catch {
    fetched.catch(() => {});
    if (await isTechnicians()) return Response.redirect(`/field/#/q/${new URL(request.url).pathname.split("/")[2]}`);
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    try { return await fetched; } catch { return caches.match(OFFLINE); }
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && /^\/q\//i.test(url.pathname)) event.respondWith(scanPage(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  else if (url.pathname.startsWith("/static/samdrift/")) event.respondWith(file(request));
});
