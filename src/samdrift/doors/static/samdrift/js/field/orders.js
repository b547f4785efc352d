/* The orders as they stand on this phone: what was loaded, and on top of it what was done since. No document here. */
"use strict";
var samdriftOrders = (() => {
  // The house's clock as this phone knows it: the demonstration runs on another day, and phones run wrong.
  let ahead = 0;
  const houseNow = () => Date.now() + ahead;
  const house = (iso) => new Date(new Date(iso).getTime() + ahead).toISOString();
  const OPEN = ["planned", "ready", "dispatched", "accepted", "started", "paused"];
  const fresh = (action, day) => ({
    uid: action.order, number: "", title: action.body.title, said: action.body.description || "", state: "accepted", priority: 4, mine: true,
    due_at: null, where: action.body.where || "", by: "", kind: "", line: action.body.line || "", site: null, address: "", latitude: null, longitude: null,
    way: [], secured: false, thing: "", confirmed: Boolean(action.body.code), safe: false, started_at: null, note: "", stands: false, hold: "",
    needs: [], clocks: [], lines: [], notes: action.body.notes || [], marks: [], steps: [], fresh: true,
  });
  const without = (list, name) => list.filter((one) => one !== name);
  // One action on one order, as the server will do it: the table of moves came with the day.
  const apply = (order, action, moves) => {
    const after = moves[`${order.state} ${action.kind}`], body = action.body;
    if (after) order.state = after;
    if (action.kind === "accept") order.mine = true;
    if (action.kind === "refuse" && after) order.gone = true;
    if (action.kind === "start" && after) { order.mine = true; order.started_at ||= house(action.device_at); }
    if (action.kind === "resume" && after) { order.hold = ""; order.stands = false; order.started_at ||= house(action.device_at); }
    if (action.kind === "pause" && after) { order.hold = body.reason; order.stands = body.stops; }
    if (action.kind === "make_safe") order.safe = true;
    if (action.kind === "scan" && body.matches !== false) { order.confirmed = true; order.needs = without(order.needs, "scan"); }
    if (action.kind === "photo") { order.photos = (order.photos || 0) + 1; order.needs = without(order.needs, "photo"); }
    if (action.kind === "step") for (const step of order.steps || []) if (step.key === body.key) step.answer = body.value;
    if (action.kind === "time") order.lines.push({ uid: action.uid, kind: "time", minutes: body.minutes, text: "" });
    if (action.kind === "material") order.lines.push({ uid: action.uid, kind: "material", quantity: body.quantity, text: body.text });
    if (action.state === "conflict") order.conflict = action.words;
    order.waits = order.waits || action.state === "waiting";
  };
  // Everything on this phone for whoever is signed in: { todo, paused, done, all }.
  const standing = (day, queue) => {
    const all = new Map();
    ahead = day ? new Date(day.at).getTime() - day.loaded : 0;
    for (const order of day?.orders || []) all.set(order.uid, structuredClone(order));
    for (const action of queue) {
      if (action.person !== day?.person || action.seen || action.state === "refused" && action.kind !== "new") continue;
      if (action.kind === "new" && action.state !== "refused" && !all.has(action.order)) all.set(action.order, fresh(action, day));
      const order = all.get(action.order);
      if (order) { apply(order, action, day.moves); if (action.state === "conflict" && action.kind !== "photo") order.gone = true; }
    }
    const shown = [...all.values()].filter((order) => !order.gone);
    const open = shown.filter((order) => OPEN.includes(order.state));
    const finished = shown.filter((order) => !OPEN.includes(order.state));
    const known = new Set(finished.map((order) => order.uid));
    return {
      all, todo: open.filter((order) => order.state !== "paused"), paused: open.filter((order) => order.state === "paused"),
      done: [...finished, ...(day?.done || []).filter((order) => !known.has(order.uid))],
    };
  };
  // Required steps of the checklist without an answer.
  const stepsLeft = (order) => (order.steps || []).filter((step) => step.required && !step.answer).length;
  const can = (order, move, day) => Boolean(day.moves[`${order.state} ${move}`]);
  const nextMove = (order, day) => ["accept", "resume", "start", "finish"].find((move) => (move !== "accept" || !order.mine || order.state === "dispatched") && can(order, move, day)) || "";
  // Minutes since it was begun, in steps of five: what one would have typed.
  const minutesSince = (order) => order.started_at ? Math.max(5, Math.min(480, Math.round((houseNow() - new Date(order.started_at)) / 300000) * 5)) : 15;

  const plainCode = (text) => {
    let code = text.trim();
    try { code = new URL(code).pathname.split("/").filter(Boolean).pop() || code; } catch { /* typed by hand */ }
    return code.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  };
  // Whether a code is that of the order's place: by the first bits of a salted hash, for the phone never learns the code beforehand.
  const matches = async (order, text) => {
    if (!order.marks.length || !crypto.subtle) return null;
    const bytes = new TextEncoder().encode(`${order.uid}:${plainCode(text)}`);
    const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return order.marks.includes(hash.slice(0, order.marks[0].length));
  };
  return { stepsLeft, houseNow, house, standing, can, nextMove, minutesSince, matches, plainCode };
})();
