/* What the field app shows: templates of the page filled with what this phone keeps. It decides nothing. */
"use strict";
var samdriftScreens = (() => {
  const words = document.getElementById("words").dataset, language = { en: "en-GB" }[document.documentElement.lang] || document.documentElement.lang;
  const said = (key, values = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const word = (group, code) => words[`${group}${code.charAt(0).toUpperCase()}${code.slice(1)}`] || code;
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const dayClock = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const time = (iso) => {
    const moment = new Date(iso);
    return (moment.toDateString() === new Date(samdriftOrders.houseNow()).toDateString() ? clock : dayClock).format(moment);
  };
  const due = (iso, stands) => stands ? said("stands") : said(new Date(iso) < samdriftOrders.houseNow() ? "late" : "due", { time: time(iso) });

  // Fills each [data-f]: a text is written, false or "" hides it, true shows it as it is.
  const fill = (node, values) => {
    for (const [name, value] of Object.entries(values)) {
      for (const place of [...(node.matches(`[data-f="${name}"]`) ? [node] : []), ...node.querySelectorAll(`[data-f="${name}"]`)]) {
        place.hidden = value === false || value === "" || value === null || value === undefined;
        if (!place.hidden && value !== true) place.textContent = value;
      }
    }
    return node;
  };
  const make = (id, values = {}) => fill(document.getElementById(id).content.firstElementChild.cloneNode(true), values);
  const list = (node, name, rows) => { const place = node.querySelector(`[data-list="${name}"]`); if (place) place.append(...rows); };
  const row = (text, kind = "li", className = "") => { const made = document.createElement(kind); made.textContent = text; made.className = className; return made; };
  const choice = (what, code, text) => {
    const button = row(text, "button", "button big");
    button.type = "button"; button.dataset.do = what; button.dataset.code = code;
    return button;
  };

  const facts = (order, day) => {
    const next = samdriftOrders.nextMove(order, day);
    return {
      title: order.title, where: order.where, word: word("state", order.state), number: order.number, priority: `P${order.priority}`,
      due: order.due_at && order.state !== "done" ? due(order.due_at, order.stands) : "", waits: Boolean(order.waits), next: next ? words[next] : "",
    };
  };
  const card = (order, day) => {
    const shown = facts(order, day), node = make("t-card", { ...shown, where_row: Boolean(order.where) });
    node.dataset.order = order.uid;
    node.querySelector("[data-href]").href = `#/o/${order.uid}`;
    node.classList.toggle("late", Boolean(order.due_at) && new Date(order.due_at) < samdriftOrders.houseNow());
    return node;
  };
  const doneCard = (order) => make("t-card", { title: order.title, where: order.where, where_row: Boolean(order.where), word: order.word || word("state", order.state), number: order.number, priority: "", due: "", waits: Boolean(order.waits), next: "" });

  const list_screen = ({ day, orders, signedOut, newer }) => {
    const node = make("t-list", {
      signed_out: signedOut, newer, loaded: said("loaded", { time: time(day.at) }), has_round: Boolean(day.parts?.rounds?.rounds.length), empty: !orders.todo.length, some_paused: orders.paused.length > 0,
      paused_count: `(${orders.paused.length})`, some_done: orders.done.length > 0,
    });
    // What is due first on top, new work of one's own above all.
    const by = (a, b) => (b.fresh || 0) - (a.fresh || 0) || (a.due_at || "9").localeCompare(b.due_at || "9");
    list(node, "todo", [...orders.todo].sort(by).map((order) => card(order, day)));
    list(node, "paused", orders.paused.map((order) => card(order, day)));
    list(node, "done", orders.done.map(doneCard));
    return node;
  };
  // A step of a checklist: yes and no, a number, a choice, a text, a photo, a name; what was answered stands beside it.
  const step_row = (step, open) => {
    const limits = step.low === null && step.high === null ? "" : `${step.low ?? ""} – ${step.high ?? ""}`;
    const typed = ["number", "text", "signature"].includes(step.kind);
    const answer = step.kind === "photo" ? step.answer && "✓" : step.kind === "yes_no" ? words[step.answer] : step.choices.find((one) => one.code === step.answer)?.word || step.answer;
    const node = make("t-step", { text: step.text, limits: [limits, step.unit].filter(Boolean).join(" "), answer: answer || "", typed: open && typed, photo: open && step.kind === "photo", optional: !step.required });
    Object.assign(node.dataset, { step: step.key, kind: step.kind });
    const input = node.querySelector("input.input");
    input.setAttribute("aria-label", step.text);
    if (step.kind === "number") input.inputMode = "decimal";
    const choices = step.kind === "yes_no" ? ["yes", "no"].map((code) => ({ code, word: words[code] })) : step.choices;
    if (open) list(node, "choices", choices.map((one) => { const button = choice("step", one.code, one.word); button.setAttribute("aria-pressed", String(one.code === step.answer)); return button; }));
    return node;
  };
  const order_screen = (order, { day }) => {
    const can = (move) => samdriftOrders.can(order, move, day);
    const node = make("t-order", {
      ...facts(order, day), address: order.address, way: order.way.join(" › "), way_row: order.way.length > 0, thing: order.thing, thing_row: Boolean(order.thing),
      said: [order.said, order.instructions].filter(Boolean).join("\n"), by: order.by ? said("by", { name: order.by }) : "", map: order.latitude !== null, secured: order.secured, conflict: order.conflict || "",
      confirmed: order.confirmed, some_notes: order.notes.length > 0 || order.secured, some_clocks: order.clocks.length > 0, some_lines: order.lines.length > 0, some_steps: (order.steps || []).length > 0,
      can_scan: !order.confirmed && order.state !== "dispatched" && (order.marks.length > 0 || order.needs.includes("scan")), photos: order.photos ? `(${order.photos})` : "",
      can_make_safe: can("make_safe") && order.priority <= 2 && !order.safe, can_pause: can("pause"), can_fail: can("fail"), can_refuse: can("refuse"),
    });
    node.dataset.order = order.uid;
    // A button of another room is for those who may; a day that was loaded before days said so shows them all.
    for (const button of day.kinds ? node.querySelectorAll("[data-do=choose]") : []) if (!day.kinds.includes(button.dataset.kind)) button.remove();
    // An arrival by scan is the first thing to do at the place: it comes before starting.
    if (order.latitude !== null) node.querySelector("[data-geo]").href = `geo:${order.latitude},${order.longitude}?q=${encodeURIComponent(`${order.latitude},${order.longitude}`)}`;
    list(node, "notes", order.notes.map((note) => { const item = row("", "li"); item.append(row(`${note.word}: `, "strong"), note.text); item.className = note.kind === "hazard" ? "hazard" : ""; return item; }));
    list(node, "clocks", order.clocks.map((one) => { const item = row("", "li", "line apart"); item.append(row(`${one.kind} – ${due(one.due_at, one.paused)}`, "span"), row(one.why, "span", "small soft")); return item; }));
    list(node, "steps", (order.steps || []).map((step) => step_row(step, ["started", "paused"].includes(order.state))));
    list(node, "lines", order.lines.map((line) => row(line.kind === "time" ? said("minutes", { count: line.minutes }) : `${line.quantity} × ${line.text}`)));
    return node;
  };
  const piece_row = (action) => {
    const node = make("t-piece", {
      word: word("kind", action.kind), label: action.label, waiting: action.state === "waiting", done: action.state === "done", conflict: action.state === "conflict",
      refused: action.state === "refused", at: time(samdriftOrders.house(action.device_at)), words: action.words,
    });
    node.dataset.uid = action.uid;
    return node;
  };
  const outbox_screen = ({ queue, mine, others, signedOut, drift, room }) => {
    const minutes = Math.round(Math.abs(drift || 0) / 60), waiting = mine.filter((one) => one.state === "waiting");
    const node = make("t-outbox", {
      all_sent: !waiting.length, signed_out: signedOut, some: waiting.length > 0, drift: minutes >= 5 ? said("drift", { minutes }) : "",
      others: others ? said("others", { count: others }) : "", room: room ? said("room", { used: room }) : "",
    });
    const first = { refused: 0, conflict: 1, waiting: 2, done: 3 };
    list(node, "queue", [...mine].sort((a, b) => first[a.state] - first[b.state] || (a.state === "waiting" ? a.seq - b.seq : b.seq - a.seq)).slice(0, 100).map(piece_row));
    return node;
  };
  const new_screen = (beside, { day }) => {
    const node = make("t-new", { beside: beside ? said("beside", { title: beside.title }) : "", place_row: !beside, wrong: "" });
    const option = (one) => { const made = row(one.word, "option"); made.value = one.code || one.uid; return made; };
    list(node, "types", day.types.map(option));
    list(node, "sites", day.sites.map(option));
    return node;
  };
  const finish_sheet = (order, day, chosen) => {
    const needs = order.needs.map((need) => words[`need${need.charAt(0).toUpperCase()}${need.slice(1)}`] || need);
    const node = make("t-finish", {
      needs: needs.length ? said("needs", { what: needs.join(", ") }) : "", photo_row: true, needs_reading: order.needs.includes("reading"), wrong: "",
      needs_certificate: order.needs.includes("certificate"), needs_signature: order.needs.includes("signature"),
    });
    const fit = day.resolutions.filter((one) => !one.line || one.line === order.line);
    list(node, "resolutions", fit.map((one) => {
      const button = choice("resolution", one.code, one.word);
      button.setAttribute("aria-pressed", String(fit.length === 1 || one.code === chosen));
      return button;
    }));
    node.elements.minutes.value = samdriftOrders.minutesSince(order);
    node.dataset.order = order.uid;
    return node;
  };
  const reasons_sheet = (move, order, rows, heading, withNote) => {
    const node = make("t-reasons", { heading, with_note: withNote, wrong: "" });
    list(node, "reasons", rows.map((one) => choice("reason", one.code, one.word)));
    Object.assign(node.dataset, { order: order.uid, move });
    return node;
  };
  const start_sheet = (order, day) => {
    const asks = !order.confirmed && order.marks.length > 0;
    const node = make("t-start", { scan_row: asks, permit_row: Boolean(order.permit), plain: !asks, wrong: "" });
    if (asks) list(node, "reasons", day.no_scan.map((one) => choice("reason", one.code, one.word)));
    Object.assign(node.dataset, { order: order.uid, move: "start" });
    return node;
  };
  const simple_sheet = (id, order, values = {}) => { const node = make(id, { wrong: "", ...values }); if (order) node.dataset.order = order.uid; return node; };
  return { words, said, word, make, fill, list_screen, order_screen, outbox_screen, new_screen, finish_sheet, reasons_sheet, start_sheet, simple_sheet };
})();
