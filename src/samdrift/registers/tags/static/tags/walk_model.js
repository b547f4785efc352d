/* A site as it stands on this phone: what was loaded, and on top of it what was done since. No document here. */
"use strict";
var samdriftWalkModel = (() => {
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", BOUND = ["mounted", "damaged", "missing"];
  const plain = (text) => {
    let code = text.trim();
    try { code = new URL(code).pathname.split("/").filter(Boolean).pop() || code; } catch { /* typed by hand */ }
    return code.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  };
  // Eleven characters, the last of which checks the others: the same sum as the server's (docs/rooms/tags.md).
  const valid = (code) => {
    if (code.length !== 11) return false;
    let total = 0;
    for (let place = 0; place < 10; place += 1) {
      let value = ALPHABET.indexOf(code[place]);
      if (value < 0) return false;
      for (let times = 0; times <= place; times += 1) value = value & 16 ? value << 1 ^ 37 : value << 1;
      total ^= value;
    }
    return ALPHABET[total] === code[10];
  };
  // The first bits of a salted hash, as the server gives them for the tags of the site; "" where the phone cannot.
  const markOf = async (code, site, digits = 4) => {
    if (!crypto.subtle) return "";
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${site}:${code}`));
    return [...new Uint8Array(hash).slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, digits);
  };
  const bound = (tag) => BOUND.includes(tag.state);
  // A tag confirmed as damaged or missing leads to its place still, but a new one has to hang there.
  const tagged = (place) => place.tags.some((tag) => tag.state === "mounted");

  const apply = (site, action) => {
    const { kind, body } = action, place = site.by.get(body.place);
    const tag = body.tag ? site.tags.get(body.tag)?.tag : null;
    if (kind === "hang" && place) {
      const known = place.tags.find((one) => body.mark && one.mark === body.mark);
      if (known) { if (!bound(known)) { known.state = "mounted"; known.made = true; } known.piece = action.uid; }
      else place.tags.push({ uid: action.uid, piece: action.uid, state: "mounted", mark: body.mark, code: body.code, trouble: "", asked: false, checked: "" });
      place.skipped = "";
    }
    if (kind === "undo" && place) {
      const hung = place.tags.find((one) => one.piece === body.of || body.mark && one.mark === body.mark);
      if (hung?.made) { hung.state = "printed"; hung.piece = null; } else place.tags = place.tags.filter((one) => one !== hung);
    }
    if (kind === "skip" && place) place.skipped = body.reason;
    if (kind === "report" && tag) tag.trouble = body.trouble;
    if (kind === "check" && tag) { tag.checked = body.trouble || "there"; tag.trouble = body.trouble || tag.trouble; }
    if (place) place.waits = place.waits || action.state === "waiting";
  };
  const takenBack = (queue) => new Set(queue.filter((one) => one.kind === "undo" && ["waiting", "done"].includes(one.state)).map((one) => one.body.of));
  // Everything on this phone about the site: { uid, places, by, tags, troubles, last }.
  const standing = (day, queue) => {
    if (!day?.site) return null;
    const places = structuredClone(day.places), site = { uid: day.site.uid, word: day.site.word, round: day.round, places, by: new Map(), tags: new Map(), troubles: [], last: null };
    for (const place of places) { site.by.set(place.uid, place); for (const tag of place.tags) site.tags.set(tag.uid, { tag, place }); }
    const undone = takenBack(queue);
    for (const action of queue) {
      if (action.person !== day.person) continue;
      const wrong = action.state === "conflict" || action.state === "refused";
      if (wrong) site.troubles.push(action);
      if (action.order !== site.uid || wrong) continue;
      if (!action.seen) apply(site, action);
      if (action.kind === "hang" && !undone.has(action.uid)) site.last = action;
    }
    return site;
  };

  const wanted = (site, what) => site.places.filter((place) => what === "all" || place.kind === what || place.kind === "site");
  const asked = (site) => site.places.flatMap((place) => place.tags.filter((tag) => tag.asked).map((tag) => ({ place, tag })));
  // Whether a place waits for its tag, or, when tags are verified, has one that nobody has looked at.
  const waits = (place, checking) => !place.skipped && (checking ? place.tags.some((tag) => tag.asked && !tag.checked) : !tagged(place));
  // The next place from here on in walking order; at the end it begins again with what was left.
  const next = (site, from, { checking = false, what = "all" } = {}) => {
    const row = checking ? site.places : wanted(site, what), here = row.findIndex((place) => place.uid === from);
    return [...row.slice(here + 1), ...row.slice(0, here + 1)].find((place) => waits(place, checking)) || null;
  };
  const progress = (site, { checking = false, what = "all" } = {}) => {
    if (checking) { const all = asked(site); return { done: all.filter(({ tag }) => tag.checked).length, total: all.length }; }
    const all = wanted(site, what);
    return { done: all.filter(tagged).length, total: all.length };
  };
  // Where a scanned code hangs or was made for, as far as this phone knows: { place, tag, exact }.
  const known = (site, queue, code, mark) => {
    const undone = takenBack(queue);
    const own = queue.findLast((one) => one.kind === "hang" && one.order === site.uid && one.body.code === code && ["waiting", "done"].includes(one.state) && !undone.has(one.uid));
    if (own) { const place = site.by.get(own.body.place); return [{ place, tag: place?.tags.find((tag) => tag.piece === own.uid || tag.mark === mark) || { state: "mounted" }, exact: true }]; }
    return mark ? site.places.flatMap((place) => place.tags.filter((tag) => tag.mark === mark).map((tag) => ({ place, tag, exact: false }))) : [];
  };
  return { plain, valid, markOf, bound, tagged, standing, wanted, asked, waits, next, progress, known };
})();
