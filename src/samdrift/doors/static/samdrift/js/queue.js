/* What a phone keeps for work without signal: what was loaded for the day, a queue of what was done, photos. For pages and for their
   workers. samdriftQueue(name, api, { wire, query }) → the queue. `wire`: which columns of an action travel; `query`: what the day is asked for.
   An action: { uid, v, person, kind, order, body, label, device_at, seq, state, words, fields, tries, told_at, seen }
   state: waiting → done | conflict | refused; `seen`: what was loaded since then has it in it. */
"use strict";
var samdriftQueue = (NAME, API, { wire = (action) => ({ order: action.order }), query = async () => "" } = {}) => {
  const SCHEMA = 1, AT_ONCE = 50, KEEP_MS = 48 * 3600 * 1000;
  const STEPS = [(base) => {
    base.createObjectStore("kept");
    base.createObjectStore("days", { keyPath: "person" });
    base.createObjectStore("actions", { keyPath: "uid" });
    base.createObjectStore("photos", { keyPath: "uid" });
  }];
  // Each version adds its step and takes nothing away: what waited under an older page is sent by the newer one.
  const act = samdriftKept(NAME, SCHEMA, (base, from, step) => { for (const up of STEPS.slice(from)) up(base, step); });
  const channel = "BroadcastChannel" in self ? new BroadcastChannel(NAME) : null;
  const tell = (about = "changed") => { channel?.postMessage(about); api.changed?.(about); };

  const get = (store, key) => act([store], "readonly", (step) => step.objectStore(store).get(key));
  const put = (store, value, key) => act([store], "readwrite", (step) => step.objectStore(store).put(value, key));
  const remove = (store, key) => act([store], "readwrite", (step) => step.objectStore(store).delete(key));
  const me = () => get("kept", "me");
  const queue = async () => (await act(["actions"], "readonly", (step) => step.objectStore("actions").getAll())).sort((a, b) => a.seq - b.seq);
  const day = async () => { const whose = await me(); return whose ? get("days", whose.person) : null; };

  const isPhoto = (one) => one.kind === "photo" || one.kind === "report_photo";
  const newUid = () => crypto.randomUUID ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (+c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> +c / 4).toString(16));
  let last = 0;
  // Kept first, with its photo in the same step: a phone that dies now loses nothing. Throws when the phone is full.
  const add = async (kind, order, body, { label = "", photo = null, uid = newUid() } = {}) => {
    const whose = await me(), now = Date.now();
    last = Math.max(last + 1, now * 100);
    const action = { uid, v: SCHEMA, person: whose.person, kind, order, body, label, device_at: new Date(now).toISOString(), seq: last, state: "waiting", words: "", tries: 0 };
    await act(["actions", "photos"], "readwrite", (step) => {
      if (photo) step.objectStore("photos").put({ uid, photo });
      return step.objectStore("actions").add(action);
    });
    tell();
    return action;
  };

  const settle = async (sent, told) => {
    const by = new Map(told.map((one) => [one.uid, one]));
    await act(["actions", "photos"], "readwrite", (step) => {
      for (const action of sent) {
        const one = by.get(action.uid);
        if (!one || one.outcome === "later") continue;
        const state = one.outcome === "duplicate" ? "done" : one.outcome;
        if (state !== "refused" && isPhoto(action)) step.objectStore("photos").delete(action.uid);
        step.objectStore("actions").put({ ...action, state, words: one.words, fields: one.fields, why: one.why, told_at: Date.now() });
      }
      return null;
    });
    tell();
    return told.some((one) => one.outcome === "later") || told.length < sent.length;
  };
  const head = (csrf) => ({ Accept: "application/json", "X-CSRFToken": csrf || "" });
  const post = async (whose, some) => {
    if (!isPhoto(some[0])) {
      const body = { person: whose.person, sent_at: new Date().toISOString(), actions: some.map((one) => ({ uid: one.uid, kind: one.kind, device_at: one.device_at, body: one.body, ...wire(one) })) };
      return fetch(`${API}actions`, { method: "POST", body: JSON.stringify(body), headers: { ...head(whose.csrf), "Content-Type": "application/json" }, credentials: "same-origin" });
    }
    const [one] = some, kept = await get("photos", one.uid), form = new FormData();
    form.set("photo_uid", one.uid); form.set("person", whose.person);
    form.set("device_at", one.device_at); form.set("sent_at", new Date().toISOString());
    form.append("photo", kept?.photo || new Blob([]), "photo.jpg");
    return fetch(`${API}${one.kind === "photo" ? `orders/${one.order}` : `reports/${one.body.report}`}/photos`, { method: "POST", body: form, headers: head(whose.csrf), credentials: "same-origin" });
  };
  const refuse = (some, told) => settle(some, some.map(({ uid }) => ({ uid, outcome: "refused", words: told.detail || "", fields: told.fields || {} })));

  // One piece or a run of pieces up to the next photo. Gives whether to go on; throws when there is no connection.
  let alone = false;
  const sendNext = async () => {
    const whose = await me();
    if (!whose || whose.signed_out) return false;
    const waiting = (await queue()).filter((one) => one.state === "waiting" && one.person === whose.person);
    if (!waiting.length) return false;
    const end = isPhoto(waiting[0]) || alone ? 1 : waiting.findIndex(isPhoto);
    const some = waiting.slice(0, Math.min(end < 0 ? waiting.length : end, AT_ONCE));
    let answer = await post(whose, some);
    if (answer.status === 403 && await loadDay()) answer = await post(await me(), some);
    if (answer.ok) {
      alone = false;
      const told = await answer.json();
      if (told.drift_seconds !== undefined) await put("kept", told.drift_seconds, "drift");
      return !await settle(some, told.told || [told]);
    }
    if (answer.status === 401) { await signedOut(); return false; }
    if (answer.status === 429 || answer.status >= 500) return false;
    const told = await answer.json().catch(() => ({}));
    // Signed in here is somebody else now: this waits until its own person is.
    if (answer.status === 409) { await signedOut(); return false; }
    // One bad piece must not hold up the others: send them one by one, and say which it is.
    if (some.length > 1) { alone = true; return true; }
    alone = false;
    await refuse(some, told);
    return true;
  };
  const sendAll = async () => {
    let some = false;
    while (await sendNext()) some = true;
    const whose = await me();
    if (some) await loadDay().catch(() => {});
    return (await queue()).filter((one) => one.state === "waiting" && one.person === whose?.person).length;
  };
  // Pages and the worker take turns, so that nothing is sent out of order.
  const drain = () => navigator.locks ? navigator.locks.request(NAME, sendAll) : sendAll();
  // What a page asks for whenever something was done. What is done while a turn is ending goes with another one right after it.
  let turn = null, more = false;
  const turns = async () => { while (more) { more = false; await drain(); } };
  const flush = () => {
    if (navigator.onLine === false) return Promise.resolve();
    more = true;
    turn ??= turns().catch(() => { /* no connection: it waits */ }).finally(() => { turn = null; });
    return turn;
  };

  const signedOut = async () => { const whose = await me(); if (whose && !whose.signed_out) { await put("kept", { ...whose, signed_out: true }, "me"); tell(); } };
  // Today's orders anew. What was sent before the question is in the answer, and need not be shown on top of it any more.
  const loadDay = async () => {
    const asked = Date.now(), answer = await fetch(`${API}day${await query(api)}`, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
    if (answer.status === 401) { await signedOut(); return false; }
    if (!answer.ok) return false;
    const told = await answer.json();
    await act(["kept", "days", "actions"], "readwrite", (step) => {
      step.objectStore("kept").put({ person: told.person, name: told.name, language: told.language, csrf: told.csrf, signed_out: false }, "me");
      step.objectStore("days").put({ ...told, csrf: undefined, loaded: asked });
      const actions = step.objectStore("actions"), all = actions.getAll();
      all.onsuccess = () => {
        for (const one of all.result) {
          if (one.person !== told.person || !one.told_at || one.state === "refused") continue;
          if (one.told_at < asked - KEEP_MS) actions.delete(one.uid);
          else if (one.told_at <= asked && !one.seen) actions.put({ ...one, seen: true });
        }
      };
      return all;
    });
    tell();
    return true;
  };
  const again = async (action, body = action.body) => { await put("actions", { ...action, body, state: "waiting", words: "", tries: action.tries + 1 }); tell(); };
  const drop = async (uid) => { await remove("photos", uid); await remove("actions", uid); tell(); };
  // Leaving: orders go from this phone, what waits stays and belongs to who did it.
  const leave = async () => { const whose = await me(); if (whose) { await remove("days", whose.person); await put("kept", { ...whose, signed_out: true, left: true }, "me"); } tell(); };

  const api = { get, put, me, queue, day, add, drain, flush, loadDay, again, drop, leave, newUid, channel, changed: null };
  return api;
};
