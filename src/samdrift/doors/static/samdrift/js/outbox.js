/* Reports that wait on this phone. Used by the scan page and by the service worker, after kept.js.
   A report: { key, url, fields: {name: text}, photo: Blob or null, label, at, state: waiting|sent|refused, reference, track, tries }. */
"use strict";
var samdriftOutbox = (() => {
  const KEEP_SENT_MS = 30 * 24 * 3600 * 1000;
  const keep = samdriftKept("samdrift-outbox", 1, (base) => base.createObjectStore("reports", { keyPath: "key" }));
  const act = (mode, does) => keep(["reports"], mode, (step) => does(step.objectStore("reports")));
  const put = (report) => act("readwrite", (store) => store.put(report));
  const remove = (key) => act("readwrite", (store) => store.delete(key));
  const all = async () => (await act("readonly", (store) => store.getAll())).sort((a, b) => b.at - a.at);

  const post = (report) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(report.fields)) form.append(name, value);
    form.set("key", report.key);
    // When it was written and what this clock says now: the difference is right even where the clock is not.
    form.set("at", new Date(report.at).toISOString());
    form.set("clock", new Date().toISOString());
    if (report.photo) form.append("photo", report.photo, "photo.jpg");
    return fetch(report.url, { method: "POST", body: form, headers: { Accept: "application/json" }, credentials: "same-origin" });
  };
  // The form's token may have aged while the report waited: the page itself has a fresh one.
  const freshToken = async (url) => {
    const page = await (await fetch(url, { headers: { Accept: "text/html" }, cache: "no-store" })).text();
    const found = page.match(/name="token" value="([^"]*)"/);
    return found && found[1];
  };
  // Sends one report; the key makes a second try harmless. Throws when there is no connection.
  const send = async (report) => {
    let answer = await post(report);
    if (answer.status === 403) {
      const token = await freshToken(report.url);
      if (token) { report.fields.token = token; answer = await post(report); }
    }
    if (answer.ok) {
      const told = await answer.json();
      Object.assign(report, { state: "sent", reference: told.reference, track: told.track, photo: null, fields: {} });
    } else if (answer.status === 429 || answer.status >= 500) {
      report.tries = (report.tries || 0) + 1;
    } else {
      const told = await answer.json().catch(() => ({}));
      Object.assign(report, { state: "refused", errors: told.errors || {} });
    }
    return report;
  };
  // Everything that waits, one after another; pages and the worker take turns. Returns how many still wait.
  const sendAll = async () => {
    for (const report of await all()) {
      if (report.state === "sent" && Date.now() - report.at > KEEP_SENT_MS) await remove(report.key);
      if (report.state !== "waiting") continue;
      try { await put(await send(report)); } catch { break; }
    }
    return (await all()).filter((report) => report.state === "waiting").length;
  };
  const drain = () => navigator.locks ? navigator.locks.request("samdrift-outbox", sendAll) : sendAll();
  return { put, remove, all, send, drain };
})();
