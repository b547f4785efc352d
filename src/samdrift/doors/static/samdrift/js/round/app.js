/* The round on a phone: scan a room, tap once, go on. Everything is kept on the phone first, in the field app's own store. */
"use strict";
(() => {
  const field = samdriftField, model = samdriftRound, words = document.getElementById("words").dataset;
  const main = document.getElementById("main"), sheet = document.getElementById("sheet"), scan = document.getElementById("scan"), told = document.getElementById("told");
  const language = document.documentElement.lang, icons = document.getElementById("icons").content;
  const state = { day: null, queue: [], rounds: [], round: "", open: null, here: null, eye: false, view: "list", storey: "", newer: false, report: null };
  const comfort = (key, value) => { try { if (value === undefined) return localStorage.getItem(`round-${key}`) || ""; localStorage.setItem(`round-${key}`, value); } catch { /* only a comfort */ } return ""; };
  state.view = comfort("view") === "plan" ? "plan" : "list";

  const said = (key, values = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const word = (group, code) => words[`${group}${code.charAt(0).toUpperCase()}${code.slice(1)}`] || code;
  let quiet = null;
  const say = (text) => { clearTimeout(quiet); told.textContent = text; quiet = setTimeout(() => { told.textContent = ""; }, 4000); };
  const icon = (name) => icons.querySelector(`[data-icon="${name}"]`)?.firstElementChild.cloneNode(true) || document.createTextNode("");
  const fill = (node, values) => {
    for (const [name, value] of Object.entries(values)) for (const place of node.querySelectorAll(`[data-f="${name}"]`)) {
      place.hidden = value === false || value === "" || value === null || value === undefined;
      if (!place.hidden && value !== true) place.textContent = value;
    }
    return node;
  };
  const make = (id, values = {}) => fill(document.getElementById(id).content.firstElementChild.cloneNode(true), values);
  const element = (kind, className, ...inside) => { const made = document.createElement(kind); made.className = className; made.append(...inside); return made; };

  // A voice of this phone in the language of the page; without one nothing offers to read aloud.
  const voice = () => globalThis.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(language)) || null;
  const speak = (text) => {
    const chosen = voice();
    if (!chosen || !text) return;
    speechSynthesis.cancel();
    const speech = new SpeechSynthesisUtterance(text);
    Object.assign(speech, { voice: chosen, lang: chosen.lang, rate: 0.95 });
    speechSynthesis.speak(speech);
  };
  const spoken = (room) => [`${room.number} ${room.name}`, ...room.tasks.map((one) => word("task", one)), room.note].filter(Boolean).join(". ");

  const mine = () => state.queue.filter((one) => one.person === state.me?.person);
  const read = async () => {
    state.me = await field.me();
    [state.day, state.queue] = [state.me?.left ? null : await field.day(), await field.queue()];
    state.rounds = model.standing(state.day, state.queue);
    const waiting = mine().filter((one) => one.state === "waiting").length, refused = mine().filter((one) => one.state === "refused").length;
    document.querySelector("[data-waiting]").textContent = waiting || refused ? said("waiting", { count: waiting }) : "";
    document.querySelector("[data-signal]").classList.toggle("bad", refused > 0);
  };
  const round = () => state.rounds.find((one) => one.uid === state.round) || state.rounds.find((one) => model.far(one).left) || state.rounds[0];
  const roomOf = (uid) => state.rounds.flatMap((one) => one.rooms).find((room) => room.uid === uid);
  const current = () => roomOf(state.open) || (round() && model.nextRoom(round()));

  const strip = (node, one) => {
    const far = model.far(one), next = current();
    node.setAttribute("aria-label", said("far", far));
    node.replaceChildren(...one.rooms.map((room) => element("span", `${room.state}${room === next ? " now" : ""}`)));
  };
  const card = (room) => {
    const here = state.here?.uid === room.uid;
    const node = make("t-room", {
      number: room.number, name: room.name, where: room.storey_name, voice: Boolean(voice()), here, is_done: room.state === "done", is_skipped: room.state === "skipped",
      reason: room.state === "skipped" ? word("why", room.mark.reason) : "", waits: room.waits, secured: room.secured, note: room.note, note_row: Boolean(room.note), refused: room.refused,
      can_done: room.state !== "done", can_skip: room.state !== "done",
    });
    node.dataset.stop = room.uid;
    for (const button of state.day.kinds ? node.querySelectorAll("[data-do=choose]") : []) if (!state.day.kinds.includes(button.dataset.kind)) button.remove();
    node.classList.add(room.state, ...(here ? ["here"] : []));
    node.querySelector(".round-done").classList.toggle("here", here);
    node.querySelector("[data-sign]").append(icon(`sign-${room.sign}`));
    if (room.state === "skipped") node.querySelector("[data-reason]").append(icon(`why-${room.mark.reason}`));
    node.querySelector("[data-list=tasks]").append(...room.tasks.map((one) => element("li", "", icon(`task-${one}`), element("span", "", word("task", one)))));
    return node;
  };
  const marked = { left: "circle", done: "check", skipped: "no-entry" };
  const row = (room, next) => {
    const about = [word("state", room.state), room.state === "skipped" ? word("why", room.mark.reason) : "", room === next ? said("next") : ""].filter(Boolean).join(", ");
    const node = make("t-row", { number: room.number, name: room.name, word: about }), button = node.querySelector("button");
    button.dataset.stop = room.uid;
    button.classList.add(room.state, ...(room === next ? ["now"] : []));
    if (room === next) button.setAttribute("aria-current", "true");
    node.querySelector("[data-mark]").append(icon(room === next && room.state === "left" ? "chevron-right" : room.state === "skipped" ? `why-${room.mark.reason}` : marked[room.state]));
    node.querySelector("[data-sign]").append(icon(`sign-${room.sign}`));
    node.querySelector("[data-tasks]").append(...(room.state === "left" ? room.tasks.map((one) => icon(`task-${one}`)) : []));
    return node;
  };
  const list = (one, next) => {
    const node = element("div", "stack tight");
    let storey = null, rows = null;
    for (const room of one.rooms) {
      if (!rows || room.storey !== storey) {
        storey = room.storey;
        if (room.storey_name) node.append(element("h2", "round-floor", icon("layers"), room.storey_name));
        node.append(rows = element("ol", "round-list"));
      }
      rows.append(row(room, next));
    }
    return node;
  };
  const drawing = (kind, values, ...inside) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };
  const plan = (one, next) => {
    const node = element("div", "stack tight"), chosen = one.plans.find((each) => each.uid === (state.storey || next?.storey)) || one.plans[0];
    if (!chosen) return list(one, next);
    if (one.plans.length > 1) {
      node.append(element("div", "round-storeys", ...one.plans.map((each) => {
        const button = element("button", "button", icon("layers"), each.name);
        Object.assign(button.dataset, { do: "storey", code: each.uid });
        button.type = "button";
        button.setAttribute("aria-pressed", String(each === chosen));
        return button;
      })));
    }
    const [left, top, right, bottom] = chosen.box, wide = right - left, tall = bottom - top, size = Math.max(26, Math.min(wide / 8, tall / 4));
    const svg = drawing("svg", { viewBox: `${left - 10} ${top - 10} ${wide + 20} ${tall + 20}`, role: "group", "aria-label": said("storey", { name: chosen.name }) }, drawing("path", { class: "round-others", d: chosen.others, "fill-rule": "evenodd" }));
    for (const shape of chosen.rooms) {
      const room = roomOf(shape.uid);
      if (!room) continue;
      const sign = icon(room.state === "left" ? `sign-${room.sign}` : room.state === "skipped" ? `why-${room.mark.reason}` : "check");
      // As large as the room has space for; a number only where it can be read.
      const points = shape.d.split("Z")[0].match(/-?\d+/g).map(Number), span = (first) => { const all = points.filter((_, place) => place % 2 === first); return Math.max(...all) - Math.min(...all); };
      const fits = Math.min(size, span(0) * 0.8, span(1) * 0.85), named = fits > size * 0.7 && span(1) > fits * 1.45, letters = Math.min(fits * 0.55, (span(0) * 1.6) / Math.max(4, room.number.length));
      for (const [name, value] of Object.entries({ x: shape.x - fits / 2, y: shape.y - fits * (named ? 0.8 : 0.5), width: fits, height: fits })) sign.setAttribute?.(name, value);
      const label = named ? [drawing("text", { x: shape.x, y: shape.y + fits * 0.2 + letters, "font-size": letters }, room.number)] : [];
      svg.append(drawing("g", { class: `round-shape ${room.state}${room === next ? " now" : ""}`, role: "button", tabindex: "0", "data-do": "open", "data-stop": room.uid, "aria-label": `${room.number} ${room.name}: ${word("state", room.state)}` }, drawing("path", { d: shape.d, "fill-rule": "evenodd" }), sign, ...label));
    }
    // A long thin building is read by moving along it: the room to go to stands in the middle.
    const frame = element("div", "round-plan", svg), stretch = (wide / tall) * 0.55;
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", said("storey", { name: chosen.name }));
    frame.dataset.stretch = String(Math.max(1, Math.min(6, Math.ceil(stretch))));
    const at = chosen.rooms.find((shape) => shape.uid === next?.uid);
    if (at) requestAnimationFrame(() => { frame.scrollLeft = ((at.x - left) / wide) * frame.scrollWidth - frame.clientWidth / 2; });
    node.append(frame);
    return node;
  };
  const screen = () => {
    const one = round(), far = model.far(one), next = current();
    const node = make("t-round", {
      signed_out: Boolean(state.me?.signed_out), newer: state.newer, several: state.rounds.length > 1, count: said("count", far), loaded: said("loaded", { time: new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(state.day.at)) }),
      some_notes: one.notes.length > 0, note_count: one.notes.length ? String(one.notes.length) : "",
    });
    node.querySelector("[data-list=rounds]").append(...(state.rounds.length > 1 ? state.rounds.map((each) => {
      const button = element("button", "button big", icon(model.far(each).left ? "cleaning" : "check"), each.name);
      Object.assign(button.dataset, { do: "round", code: each.uid });
      button.type = "button";
      button.setAttribute("aria-pressed", String(each === one));
      return button;
    }) : []));
    strip(node.querySelector("[data-strip]"), one);
    const finished = !far.left && !state.open;
    node.querySelector("[data-card]").append(...(finished ? [make("t-finished")] : []), ...(next && !(finished && !far.skipped) ? [card(next)] : []));
    node.querySelector("[data-list=notes]").append(...one.notes.map((text) => element("li", "", text)));
    for (const button of node.querySelectorAll("[data-do=view]")) button.setAttribute("aria-pressed", String(button.dataset.code === state.view));
    node.querySelector("[data-rooms]").append(state.view === "plan" ? plan(one, next) : list(one, next));
    document.querySelector("[data-name]").textContent = one.name;
    document.querySelector("[data-name]").title = one.instead ? said("instead") : one.name;
    return node;
  };
  const show = async () => {
    await read();
    const focused = document.activeElement?.closest?.("[data-do]"), again = focused && main.contains(focused) ? `[data-do="${focused.dataset.do}"]${focused.dataset.stop ? `[data-stop="${focused.dataset.stop}"]` : ""}${focused.dataset.code ? `[data-code="${focused.dataset.code}"]` : ""}` : "";
    const open = main.querySelector(".round-notes")?.open;
    document.querySelector("[data-bar]").hidden = !state.rounds.length;
    main.replaceChildren(!state.day ? make("t-nobody") : !state.rounds.length ? make("t-nothing") : screen());
    if (open && main.querySelector(".round-notes")) main.querySelector(".round-notes").open = true;
    const button = document.querySelector("[data-do=voice]");
    button.hidden = !voice();
    button.setAttribute("aria-pressed", String(comfort("voice") === "on"));
    document.querySelector("[data-do=undo]").disabled = !model.lastSaid(state.rounds, state.queue, state.me?.person);
    if (again) main.querySelector(again)?.focus({ preventScroll: true });
  };
  const renew = async () => { if (sheet.open || scan.open) await read(); else await show(); };

  const add = async (kind, body, more = {}) => {
    try {
      const made = await field.add(kind, null, body, more);
      navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("samdrift-field")).catch(() => {});
      return made;
    } catch (error) { say(said("full")); throw error; }
  };
  const about = (room) => ({ stop: room.uid, day: room.round.day, code: state.here?.uid === room.uid ? state.here.code : "" });
  const named = (room) => ({ label: `${room.number} ${room.name}` });
  const drain = field.flush;
  const renewDay = async () => {
    if (navigator.onLine === false) return false;
    try { const loaded = await field.loadDay(); await drain(); return loaded; } catch { return false; }
  };
  // After a room: the next one, read aloud where one wants it, and the camera again for whoever scans.
  const goOn = async () => {
    if (sheet.open) sheet.close();
    state.open = state.here = null;
    state.storey = "";
    await show();
    scrollTo(0, 0);
    const next = current();
    if (next && comfort("voice") === "on") speak(spoken(next));
    if (state.eye && next) look();
    drain();
  };
  const look = () => {
    scan.querySelector("form").reset();
    if (!scan.open) scan.showModal();
    const start = scan.querySelector("[data-scan=start]");
    if (!start.hidden) start.click();
  };
  const codeRead = async (code) => {
    scan.querySelector("[data-scan=stop]").click();
    scan.close("read");
    const rooms = state.rounds.flatMap((one) => one.rooms);
    for (const room of [current(), ...rooms]) {
      if (!room || !await samdriftOrders.matches(room, code)) continue;
      state.here = { uid: room.uid, code };
      state.open = room.uid;
      state.round = room.round.uid;
      state.storey = "";
      await show();
      scrollTo(0, 0);
      say(`${said("here")}: ${room.number}`);
      if (comfort("voice") === "on") speak(spoken(room));
      return;
    }
    state.eye = false;
    samdriftScan.alarm();
    say(said("elsewhere"));
    speak(said("elsewhere"));
    await show();
  };
  const open = (node) => { sheet.replaceChildren(node); if (!sheet.open) sheet.showModal(); };
  const helpSheet = (called) => {
    const node = make("t-help", { asks: !called, called: called && navigator.onLine !== false, unsent: called && navigator.onLine === false });
    node.querySelector("[data-list=phones]").append(...round().helpers.map((one) => {
      const link = element(one.phone ? "a" : "span", "button big full", icon(one.phone ? "phone" : "user"), one.name);
      if (one.phone) link.href = `tel:${one.phone.replace(/[^\d+]/g, "")}`;
      return element("li", "", link);
    }));
    open(node);
  };
  const presses = {
    open: async (button) => { state.open = button.dataset.stop; state.here = state.here?.uid === state.open ? state.here : null; await show(); scrollTo(0, 0); },
    done: async () => { const room = current(); await add("room_done", about(room), named(room)); navigator.vibrate?.(40); await goOn(); },
    skip: () => open(make("t-skip")),
    skip_now: async (button) => { const room = current(); await add("room_skip", { ...about(room), reason: button.dataset.code }, named(room)); await goOn(); },
    wrong: () => open(make("t-wrong")),
    wrong_now: async (button) => {
      const room = current();
      state.report = await add("room_report", { ...about(room), deviation: button.dataset.code }, named(room));
      open(make("t-photo"));
      drain();
    },
    choose: (button) => open(make(`t-choose-${button.dataset.kind}`)),
    choose_now: async (button) => {
      const room = current(), { kind, code } = button.dataset, quantity = button.closest("form").elements.quantity.value.trim();
      await add(kind, { stop: room.uid, day: room.round.day, code, quantity }, named(room));
      await presses.close(button);
      say(said("kept"));
      drain();
    },
    help: () => helpSheet(false),
    help_now: async (button) => { await add("round_help", { round: round().uid, stop: current()?.uid || "", kind: button.dataset.code }, { label: round().name }); helpSheet(true); drain(); },
    scan: () => { state.eye = true; look(); },
    undo: async () => {
      const last = model.lastSaid(state.rounds, state.queue, state.me?.person);
      if (!last) return;
      const [room, mark] = last;
      await add("room_undo", { stop: room.uid, day: room.round.day, mark: mark.uid }, named(room));
      state.open = room.uid;
      say(said("undone"));
      await show();
      scrollTo(0, 0);
      drain();
    },
    speak: () => speak(spoken(current())),
    voice: async () => { const on = comfort("voice") !== "on"; comfort("voice", on ? "on" : "off"); if (on && current()) speak(spoken(current())); await show(); },
    view: async (button) => { state.view = button.dataset.code; comfort("view", state.view); await show(); },
    storey: async (button) => { state.storey = button.dataset.code; await show(); },
    round: async (button) => { state.round = button.dataset.code; state.open = state.here = null; state.storey = ""; await show(); },
    close: async (button) => {
      if (button.closest("dialog") === scan) { scan.querySelector("[data-scan=stop]").click(); scan.close(); return; }
      sheet.close(); sheet.replaceChildren(); await show();
    },
    renew: async () => { if (!await renewDay()) say(said("noSignal")); await show(); },
    reload: () => location.reload(),
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try { await presses[button.dataset.do]?.(button); } catch (error) { if (error?.name !== "QuotaExceededError" && error?.name !== "AbortError") console.error(error); } finally { button.removeAttribute("aria-busy"); }
  });
  // Rooms drawn on the plan are buttons, too.
  document.addEventListener("keydown", (event) => {
    const shape = event.target.closest?.("g[data-do]");
    if (shape && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); presses.open(shape); }
  });
  document.addEventListener("change", async (event) => {
    const input = event.target, [file] = input.matches("[data-photo-of]") ? input.files : [];
    if (!file || !state.report) return;
    try { await add("report_photo", { report: state.report.uid }, { photo: await samdriftShrink(file) }); } catch { return; }
    input.closest("label").querySelector("[data-photo-said]").textContent = said("photoKept");
    input.value = "";
    drain();
  });
  scan.addEventListener("submit", (event) => { event.preventDefault(); const code = event.target.elements.code.value.trim(); if (code) codeRead(code); });
  scan.addEventListener("scanned", (event) => codeRead(event.detail.code));
  scan.addEventListener("close", () => { if (scan.returnValue !== "read") state.eye = false; scan.returnValue = ""; });

  const signal = () => {
    document.querySelector("[data-online]").hidden = navigator.onLine === false;
    document.querySelector("[data-offline]").hidden = navigator.onLine !== false;
  };
  const back = async () => { signal(); if (await renewDay()) await renew(); };
  addEventListener("online", back);
  addEventListener("offline", signal);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) back(); });
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", () => renew());
  setInterval(() => { if (mine().some((one) => one.state === "waiting")) drain(); }, 20_000);
  if (field.channel) field.channel.onmessage = renew;
  let soon = null;
  field.changed = () => { clearTimeout(soon); soon = setTimeout(renew, 40); };
  signal();
  const start = async () => {
    await show();
    if ("serviceWorker" in navigator) {
      let had = Boolean(navigator.serviceWorker.controller);
      navigator.serviceWorker.addEventListener("controllerchange", () => { if (had) { state.newer = true; renew(); } had = true; });
      navigator.serviceWorker.register("/field/sw.js").catch(() => {});
    }
    const loaded = await renewDay();
    await renew();
    if (!loaded) return;
    navigator.storage?.persist?.();
    samdriftScan.takeAlong(scan.querySelector("[data-scanner]").dataset);
  };
  start();
})();
