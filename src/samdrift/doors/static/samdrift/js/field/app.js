/* The field app: which screen shows, what a press does, when what waits is sent. Everything is kept on the phone first. */
"use strict";
(() => {
  const field = samdriftField, model = samdriftOrders, screens = samdriftScreens, { said, words } = screens;
  const main = document.getElementById("main"), sheet = document.getElementById("sheet"), scan = document.getElementById("scan"), told = document.getElementById("told");
  const state = { day: null, queue: [], orders: null, me: null, newer: false, scanFor: null, code: "", photo: null };
  const storage = { last: (line) => localStorage.getItem(`field-end-${line}`) || "", keep: (line, code) => { try { localStorage.setItem(`field-end-${line}`, code); } catch { /* only a comfort */ } } };

  let quiet = null;
  const say = (text) => { clearTimeout(quiet); told.textContent = text; quiet = setTimeout(() => { told.textContent = ""; }, 6000); };
  const wrong = (node, text) => { screens.fill(node, { wrong: text }); node.querySelector("[role=alert]").scrollIntoView({ block: "nearest" }); };

  // Keep it, or say why it could not be kept: a full phone must never look as if the work were done.
  const add = async (kind, order, body = {}, more = {}) => {
    try {
      const made = await field.add(kind, order.uid || null, body, { label: order.title || body.title || "", ...more });
      navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("samdrift-field")).catch(() => {});
      return made;
    } catch (error) {
      say(said("full"));
      throw error;
    }
  };

  const read = async () => {
    state.me = await field.me();
    [state.day, state.queue] = [await field.day(), await field.queue()];
    if (state.me?.left) state.day = null;
    state.orders = model.standing(state.day, state.queue);
    const waiting = mine().filter((one) => one.state === "waiting").length, refused = mine().filter((one) => one.state === "refused").length;
    const signal = document.querySelector("[data-waiting]");
    signal.textContent = waiting || refused ? said("waiting", { count: waiting }) : "";
    document.querySelector("[data-signal]").classList.toggle("bad", refused > 0);
    document.querySelector("[data-name]").textContent = state.me?.name || "samdrift";
  };
  const mine = () => state.queue.filter((one) => one.person === state.me?.person);
  const others = () => state.queue.filter((one) => one.person !== state.me?.person && one.state === "waiting").length;

  const show = async () => {
    await read();
    const [, page, key] = location.hash.split("/");
    document.querySelector("[data-back]").hidden = !page;
    for (const link of document.querySelectorAll(".field-bar a")) link.toggleAttribute("aria-current", link.hash === (page ? `#/${page}` : "#/"));
    const order = state.orders.all.get(key);
    const all = { ...state, signedOut: Boolean(state.me?.signed_out), mine: mine(), others: others() };
    let node;
    if (page === "outbox") node = screens.outbox_screen({ ...all, drift: await field.get("kept", "drift"), room: await used() });
    else if (!state.day) node = screens.make("t-nobody", { others: others() + mine().filter((one) => one.state === "waiting").length ? said("leaveWaiting", { count: others() + mine().filter((one) => one.state === "waiting").length }) : "" });
    else if (page === "o" && order) node = screens.order_screen(order, all);
    else if (page === "new") node = screens.new_screen(order, all);
    else if (page === "q" && key) { history.replaceState(null, "", "#/"); await arrived(key); return; }
    else node = screens.list_screen(all);
    // What somebody is typing at a step stays when the screen is drawn anew, and so does where they type.
    const typed = [...main.querySelectorAll("[data-step] input.input")].map((input) => [input.closest("[data-step]").dataset.step, input.value, input === document.activeElement]);
    main.replaceChildren(node);
    for (const [step, value, here] of page === "o" ? typed : []) {
      const input = node.querySelector(`[data-step="${step}"] input.input`);
      if (input && (value || here)) { input.value = value; if (here) input.focus(); }
    }
  };
  // A screen with a form on it is left alone while somebody writes.
  const renew = async () => {
    if (sheet.open || document.querySelector("[data-new]")) { await read(); return; }
    await show();
  };
  const used = async () => { const found = await navigator.storage?.estimate?.(); return found ? (found.usage / 1e6).toFixed(1) : ""; };

  const drain = field.flush;
  const renewDay = async () => {
    if (navigator.onLine === false) return false;
    try {
      // Whose phone it is now comes first: what waits is sent as its own person only.
      const loaded = await field.loadDay();
      await drain();
      return loaded;
    } catch { return false; }
  };

  const orderOf = (node) => state.orders.all.get(node.closest("[data-order]")?.dataset.order);
  const open = (node) => { sheet.replaceChildren(node); if (!sheet.open) sheet.showModal(); };
  const close = async () => { if (sheet.open) sheet.close(); sheet.replaceChildren(); await show(); };

  const codeRead = async (code) => {
    const purpose = state.scanFor;
    scan.querySelector("[data-scan=stop]").click();
    if (scan.open) scan.close();
    if (purpose === "new") {
      state.code = code;
      document.querySelector("[data-code-said]").textContent = `${said("codeRead")}: ${model.plainCode(code)}`;
    } else if (purpose) await confirmHere(state.orders.all.get(purpose), code);
    state.scanFor = null;
  };
  // At the place: proof of presence, and, where the work has not begun, its beginning.
  const confirmHere = async (order, code) => {
    const here = await model.matches(order, code);
    await add("scan", order, { code, matches: here !== false });
    if (here !== false && !order.permit && model.can(order, "start", state.day)) await add("start", order);
    say(said(here === false ? "elsewhere" : "here"));
    await show();
    drain();
  };
  // The tag's own link was opened without signal: it belongs to the order at that place.
  const arrived = async (code) => {
    for (const order of state.orders.todo) {
      if (!await model.matches(order, code)) continue;
      await confirmHere(order, code);
      location.hash = `#/o/${order.uid}`;
      return;
    }
    say(said("noOrderHere"));
    await show();
  };

  const keepPhoto = async (input, order) => {
    const [file] = input.files;
    if (!file) return;
    const photo = await samdriftShrink(file);
    const taken = await add("photo", order, {}, { photo });
    const step = input.closest("[data-step]");
    if (step) await add("step", order, { key: step.dataset.step, value: taken.uid });
    const note = input.closest("label").querySelector("[data-photo-said]");
    if (note) note.textContent = said("photoKept");
    say(said("photoKept"));
    input.value = "";
    await renew();
    drain();
  };
  const finish = async (form, order) => {
    const chosen = form.querySelector("[data-do=resolution][aria-pressed=true]")?.dataset.code;
    if (!chosen) return wrong(form, said("choose"));
    const now = state.orders.all.get(order.uid), { reading, certificate, signature, minutes, note } = form.elements;
    if (now.needs.includes("photo")) return wrong(form, said("photoFirst"));
    if (now.needs.includes("scan")) return wrong(form, said("scanFirst"));
    const missing = now.needs.includes("reading") && !reading.value.trim() || now.needs.includes("certificate") && !certificate.value.trim() || now.needs.includes("signature") && !signature.checked;
    if (missing) return wrong(form, said("fillFirst"));
    if (model.stepsLeft(now)) return wrong(form, said("stepsFirst", { count: model.stepsLeft(now) }));
    const spent = Math.round(Number(minutes.value));
    if (spent > 0) await add("time", order, { minutes: Math.min(spent, 1440) });
    await add("finish", order, { resolution: chosen, note: note.value.trim(), reading: reading.value.trim(), certificate: certificate.value.trim(), signature: signature.checked });
    storage.keep(order.line, chosen);
    say(said("doneSaid"));
    location.hash = "#/";
    await close();
    drain();
  };
  const startWith = async (form, order, reason) => {
    const permit = form.elements.permit?.value.trim() || "";
    if (order.permit && !permit) return wrong(form, said("fillFirst"));
    await add("start", order, { reason, permit });
    await close();
    drain();
  };
  const makeNew = async (form, kind) => {
    const { title, request_type: type, description, site } = form.elements, beside = state.orders.all.get(location.hash.split("/")[2]);
    if (!title.value.trim()) return wrong(form, said("sayWhat"));
    if (!beside && !state.code && !site?.value) return wrong(form, said("sayWhere"));
    const where = beside ? beside.where : site?.selectedOptions[0]?.value ? site.selectedOptions[0].textContent : state.code ? said("codeRead") : "";
    const body = { title: title.value.trim(), request_type: type.value, description: description.value.trim(), where };
    if (beside) body.beside = beside.uid;
    else if (state.code) body.code = state.code;
    else body.site = site.value;
    const order = kind === "new" ? field.newUid() : null;
    await add(kind, { uid: order, title: body.title }, body);
    state.code = "";
    say(said("kept"));
    location.hash = order ? `#/o/${order}` : "#/";
    await show();
    drain();
  };

  const reasons = {
    pause: (order) => screens.reasons_sheet("pause", order, state.day.holds, said("whyPause"), true),
    fail: (order) => screens.reasons_sheet("fail", order, state.day.failures, said("whyFail"), true),
    refuse: (order) => screens.reasons_sheet("refuse", order, state.day.refusals, said("whyRefuse"), false),
  };
  const presses = {
    next: async (button, order) => {
      const move = model.nextMove(order, state.day);
      if (move === "finish") { open(screens.finish_sheet(order, state.day, storage.last(order.line))); return; }
      // Beginning asks for the tag at the place, or for a reason why it was not scanned; and for the permit where one is needed.
      if (move === "start" && (!order.confirmed && order.marks.length || order.permit)) { open(screens.start_sheet(order, state.day)); return; }
      await add(move, order);
      await show();
      drain();
    },
    start_now: (button, order) => startWith(button.closest("form"), order, ""),
    make_safe: async (button, order) => { await add("make_safe", order); await show(); drain(); },
    scan: (button, order) => { if (sheet.open) sheet.close(); state.scanFor = order.uid; scan.showModal(); },
    scan_new: () => { state.scanFor = "new"; scan.showModal(); },
    resolution: (button) => { for (const one of sheet.querySelectorAll("[data-do=resolution]")) one.setAttribute("aria-pressed", String(one === button)); },
    finish_now: (button, order) => finish(button.closest("form"), order),
    pause: (button, order) => open(reasons.pause(order)),
    fail: (button, order) => open(reasons.fail(order)),
    refuse: (button, order) => open(reasons.refuse(order)),
    reason: async (button, order) => {
      if (button.closest("form").dataset.move === "start") return startWith(button.closest("form"), order, button.dataset.code);
      const form = button.closest("form"), { move } = form.dataset, note = form.elements.note?.value.trim() || "", { code } = button.dataset;
      if (move === "fail" && code === "no_access" && !note) return wrong(form, said("noteFirst"));
      await add(move, order, { reason: code, note, stops: Boolean(state.day.holds.find((one) => one.code === code)?.stops) });
      if (move !== "pause") location.hash = "#/";
      await close();
      drain();
    },
    time: (button, order) => { const node = screens.simple_sheet("t-time", order); node.elements.minutes.value = model.minutesSince(order); open(node); },
    time_now: async (button, order) => { await add("time", order, { minutes: Math.max(1, Math.min(1440, Math.round(Number(button.closest("form").elements.minutes.value)) || 0)) }); await close(); drain(); },
    material: (button, order) => open(screens.simple_sheet("t-material", order)),
    material_now: async (button, order) => {
      const form = button.closest("form"), quantity = form.elements.quantity.value.trim().replace(",", "."), text = form.elements.text.value.trim();
      if (!text || !(Number(quantity) > 0)) return wrong(form, said("fillFirst"));
      await add("material", order, { text, quantity });
      await close();
      drain();
    },
    choose: (button, order) => open(screens.simple_sheet(`t-choose-${button.dataset.kind}`, order)),
    choose_now: async (button, order) => { const { kind, code } = button.dataset, quantity = button.closest("form").elements.quantity.value.trim(); await add(kind, order, { code, quantity }); await close(); drain(); },
    step: async (button, order) => {
      const row = button.closest("[data-step]"), value = button.dataset.code || row.querySelector("input")?.value.trim() || "";
      if (!value) return;
      if (row.dataset.kind === "number" && Number.isNaN(Number(value.replace(",", ".")))) return;
      await add("step", order, { key: row.dataset.step, value });
      row.querySelector("input").value = "";
      await show();
      drain();
    },
    follow: (button, order) => { location.hash = `#/new/${order.uid}`; },
    new_begin: (button) => makeNew(button.closest("form"), "new"),
    new_report: (button) => makeNew(button.closest("form"), "report"),
    less: (button) => { const { minutes } = button.closest("form").elements; minutes.value = Math.max(0, Number(minutes.value) - 5); },
    more: (button) => { const { minutes } = button.closest("form").elements; minutes.value = Math.min(1440, Number(minutes.value) + 5); },
    close: async (button) => { const dialog = button.closest("dialog"); if (dialog === scan) { scan.querySelector("[data-scan=stop]").click(); scan.close(); state.scanFor = null; } else await close(); },
    renew: async () => { if (!await renewDay()) say(said("noSignal")); await show(); },
    send: async () => { await drain(); if (mine().some((one) => one.state === "waiting")) say(said("noSignal")); await show(); },
    again: async (button) => { await field.again(state.queue.find((one) => one.uid === button.closest("[data-uid]").dataset.uid)); await drain(); await show(); },
    drop: async (button) => { await field.drop(button.closest("[data-uid]").dataset.uid); await show(); },
    reload: () => location.reload(),
    leave: () => { const count = mine().filter((one) => one.state === "waiting").length; open(screens.simple_sheet("t-leave", null, { some: count > 0, waiting: said("leaveWaiting", { count }) })); },
    leave_now: async () => {
      const csrf = state.me?.csrf || "";
      await field.leave();
      try { await fetch("/account/sign-out/", { method: "POST", headers: { "X-CSRFToken": csrf }, credentials: "same-origin", redirect: "manual" }); } catch { /* without signal the orders are gone from the phone all the same */ }
      await close();
    },
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try { await presses[button.dataset.do]?.(button, orderOf(button)); } catch (error) { if (error?.name !== "QuotaExceededError" && error?.name !== "AbortError") console.error(error); } finally { button.removeAttribute("aria-busy"); }
  });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-photo-of]")) keepPhoto(event.target, orderOf(event.target)).catch(() => {}); });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    if (scan.contains(form)) { const code = form.elements.code.value.trim(); if (code) codeRead(code); return; }
    form.querySelector(".button.primary[data-do]")?.click();
  });
  scan.addEventListener("scanned", (event) => codeRead(event.detail.code));
  scan.addEventListener("close", () => { scan.querySelector("form").reset(); });

  const signal = () => {
    document.querySelector("[data-online]").hidden = navigator.onLine === false;
    document.querySelector("[data-offline]").hidden = navigator.onLine !== false;
  };
  const back = async () => { signal(); if (await renewDay()) await renew(); };
  addEventListener("hashchange", () => { if (sheet.open) sheet.close(); state.code = ""; show(); scrollTo(0, 0); });
  addEventListener("online", back);
  addEventListener("offline", signal);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) back(); });
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
      // The phone's own camera opens a tag's link: without signal this worker leads it here.
      navigator.serviceWorker.register("/sw.js").catch(() => {});
    }
    const loaded = await renewDay();
    await renew();
    if (!loaded) return;
    navigator.storage?.persist?.();
    samdriftScan.takeAlong(scan.querySelector("[data-scanner]").dataset);
    // Whoever has a round and nothing else begins there; the way back carries a hash and stays.
    if (!location.hash && state.day?.parts?.rounds?.rounds.length && !state.orders.todo.length && !state.orders.paused.length) location.replace("/field/round/");
  };
  start();
})();
