/* The walk: the camera stays open, each scan is kept on this phone first and sent when there is signal, the next place comes by itself. */
"use strict";
(() => {
  const walk = samdriftWalk, model = samdriftWalkModel, scan = window.samdriftScan;
  const main = document.getElementById("main"), words = document.getElementById("words").dataset, sheet = document.getElementById("sheet");
  const video = document.getElementById("walk-video"), view = document.getElementById("walk-view"), told = document.getElementById("told");
  const UNDO_MS = 10 * 60 * 1000, AGAIN_MS = 2000, EVERY_MS = 100, JUST_HUNG_MS = 10000;
  const state = { me: null, day: null, queue: [], site: null, at: "", what: "all", checking: false, alarmed: new Set(), override: null };
  const said = (key, values = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const clock = new Intl.DateTimeFormat({ en: "en-GB" }[document.documentElement.lang] || document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const fill = (node, values) => {
    for (const [name, value] of Object.entries(values)) {
      for (const place of node.querySelectorAll(`[data-f="${name}"]`)) {
        place.hidden = value === false || value === "" || value === null || value === undefined;
        if (!place.hidden && value !== true) place.textContent = value;
      }
    }
  };
  const nameOf = (place) => place ? [...new Set([place.kind === "asset" ? "" : place.number, place.name])].filter(Boolean).join(" ") || place.number : "";
  const element = (kind, className = "", text = "") => { const made = document.createElement(kind); made.className = className; made.textContent = text; return made; };
  const button = (does, text, extra = {}, kind = "") => { const made = element("button", `button big ${kind}`, text); made.type = "button"; made.dataset.do = does; Object.assign(made.dataset, extra); return made; };
  const drawing = (name) => document.querySelector(`#drawings [data-icon="${name}"] svg`).cloneNode(true);

  // What happened is said, shown in colour, heard and felt; what went wrong stays until it is dealt with.
  const say = (tone, text, buttons = []) => {
    told.dataset.tone = tone; view.dataset.tone = tone;
    told.setAttribute("role", tone === "bad" ? "alert" : "status");
    const line = element("p", "line"); line.append(drawing(tone === "bad" ? "alert" : tone === "good" ? "check" : "info"), element("span", "", text));
    told.replaceChildren(line, ...buttons);
    told.hidden = !text;
    if (tone !== "bad") setTimeout(() => { if (view.dataset.tone === tone) view.dataset.tone = ""; }, 1200);
  };
  const good = (text, buttons) => { scan.beep(); say("good", text, buttons); };
  const bad = (text, buttons) => { scan.alarm(); say("bad", text, buttons); };

  const add = async (kind, body, label = "") => {
    try {
      const made = await walk.add(kind, state.site.uid, body, { label });
      navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("samdrift-walk")).catch(() => {});
      return made;
    } catch (error) { bad(said("full")); throw error; }
  };

  const read = async () => {
    state.me = await walk.me();
    [state.day, state.queue] = [await walk.day(), await walk.queue()];
    if (state.me?.left) state.day = null;
    state.site = model.standing(state.day, state.queue);
    const mine = state.queue.filter((one) => one.person === state.me?.person), waiting = mine.filter((one) => one.state === "waiting").length;
    const wrong = mine.filter((one) => ["conflict", "refused"].includes(one.state)).length;
    document.querySelector("[data-waiting]").textContent = waiting || wrong ? [waiting && said("waiting", { count: waiting }), wrong && said("wrong", { count: wrong })].filter(Boolean).join(" · ") : "";
    document.querySelector("[data-signal]").classList.toggle("bad", wrong > 0);
  };
  const options = () => ({ checking: state.checking, what: state.what });

  const show = async () => {
    await read();
    const [, page, key, part] = location.hash.split("/");
    let screen = "sites";
    if (page === "outbox") screen = "outbox";
    else if (!state.day) screen = "nobody";
    else if (page === "s" && key) {
      if (state.site?.uid !== key && !await choose(key)) screen = "sites";
      else screen = part === "places" ? "places" : "walk";
      if (screen === "walk") state.checking = part === "check" && Boolean(state.site.round);
    }
    for (const one of main.querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== screen;
    document.querySelector("[data-back]").hidden = screen === "sites" || screen === "nobody";
    document.querySelector("[data-back]").href = screen === "places" || screen === "outbox" ? back() : screen === "walk" ? `#/s/${state.site.uid}/places` : "#/";
    document.querySelector("[data-name]").textContent = state.site && screen !== "sites" ? state.site.word : "samdrift";
    fill(main, { signed_out: Boolean(state.me?.signed_out) });
    screens[screen]();
    if (screen === "walk") stayAwake(); else close();
    document.body.dataset.on = screen;
  };
  const back = () => state.site ? `#/s/${state.site.uid}${state.checking ? "/check" : ""}` : "#/";

  const screens = {
    nobody: () => {},
    sites: () => {
      const list = main.querySelector("[data-list=sites]"), text = main.querySelector("[name=site-text]").value.trim().toLowerCase();
      const sites = state.day.sites.filter((site) => `${site.code} ${site.word}`.toLowerCase().includes(text));
      list.replaceChildren(...sites.slice(0, 60).map((site) => { const row = element("li"), link = element("a", "button big full", `${site.code} ${site.word}`); link.href = `#/s/${site.uid}`; row.append(link); return row; }));
      fill(main, { no_sites: !state.day.sites.length });
    },
    walk: () => {
      const { site } = state, at = site.by.get(state.at) || null, far = model.progress(site, options());
      const here = at && (state.asked === at.uid || model.waits(at, state.checking)) ? at : model.next(site, state.at, options());
      if (here && here.uid !== state.at) { state.at = here.uid; walk.put("kept", here.uid, `at:${site.uid}`); }
      const then = here && model.next(site, here.uid, options()), tag = here?.tags.find(model.bound), trouble = tag?.trouble || (tag && tag.state !== "mounted" ? tag.state : "");
      const skipped = site.places.filter((place) => place.skipped && !model.tagged(place)).length;
      const bar = main.querySelector("[data-progress]");
      bar.max = far.total || 1; bar.value = far.done;
      fill(main, {
        far: said("far", far), task: said(state.checking ? "taskCheck" : "taskHang"), some_place: Boolean(here), done: !here, skipped: !here && skipped ? said("someSkipped", { count: skipped }) : "",
        number: here ? here.number : "", name: here?.name || "", where: here?.where || "", then: then && then !== here ? said("then", { place: nameOf(then) }) : "",
        tagged: Boolean(here) && model.tagged(here) && !state.checking, trouble: trouble ? said(`trouble${trouble[0].toUpperCase()}${trouble.slice(1)}`) : "", waits: Boolean(here?.waits),
        can_skip: Boolean(here), can_damaged: tag?.state === "mounted", can_missing: tag?.state === "mounted", undo: undoable() ? said("undo", { place: undoable().label }) : "",
        again: Boolean(here?.skipped), why_skipped: here?.skipped ? words[`skip${here.skipped}`] || here.skipped : "",
      });
      const field = document.getElementById("walk-undo");
      field.hidden = !undoable();
    },
    places: () => {
      const { site } = state;
      for (const one of main.querySelectorAll("[data-do=what]")) one.setAttribute("aria-pressed", String(one.dataset.what === state.what));
      fill(main, { round: Boolean(site.round), no_round: !site.round, loaded: said("loaded", { time: clock.format(new Date(state.day.loaded)) }) });
      const link = main.querySelector("[data-check]"); link.href = `#/s/${site.uid}/check`;
      main.querySelector("[data-list=places]").replaceChildren(...model.wanted(site, state.what).map((place) => {
        const row = element("li"), press = button("go", "", { place: place.uid }, "full plain-button"), tag = place.tags.find(model.bound);
        const label = element("span"), note = [place.kind === "asset" ? place.where : "", place.skipped && !tag ? words[`skip${place.skipped}`] : "", place.waits ? said("notSent") : "", tag?.trouble ? said("reported") : ""].filter(Boolean).join(" · ");
        label.append(element("strong", "", place.kind === "asset" ? "" : place.number), ` ${place.name || (place.kind === "asset" ? place.number : "")}`, element("span", "under", note));
        label.append(element("span", "sr", `, ${said(model.tagged(place) ? "hasTag" : "noTag")}`));
        press.append(drawing(model.tagged(place) ? "check-circle" : place.skipped ? "arrow-right" : "circle"), label);
        row.append(press);
        return row;
      }));
    },
    outbox: () => {
      const mine = state.queue.filter((one) => one.person === state.me?.person), shown = mine.filter((one) => one.state !== "done").reverse(), done = mine.filter((one) => one.state === "done").length;
      const others = state.queue.filter((one) => one.person !== state.me?.person && one.state === "waiting").length;
      fill(main, { outbox_empty: !shown.length, sent: done ? said("sent", { count: done }) : "", others: others ? said("others", { count: others }) : "" });
      main.querySelector("[data-list=outbox]").replaceChildren(...shown.map((one) => {
        const row = element("li", "card"), body = element("div", "card-body stack tight");
        body.append(element("p", "strong", `${words[`kind${one.kind}`]} · ${one.label} · ${clock.format(new Date(one.device_at))}`), element("p", one.state === "waiting" ? "soft" : "wrong", one.state === "waiting" ? said("notSent") : one.words));
        if (one.state !== "waiting") body.append(...answers(one));
        row.append(body);
        return row;
      }));
    },
  };
  // What somebody may do about a piece that went wrong: hang it as a second one, go back to the place, or leave it.
  const answers = (one) => [
    ...(one.kind === "hang" && one.why === "taken" ? [button("second", said("second"), { uid: one.uid })] : []),
    ...(one.body.place && state.site?.by.has(one.body.place) ? [button("goto", said("goto"), { uid: one.uid })] : []),
    ...(one.state === "refused" && one.why !== "gone" ? [button("again", said("tryAgain"), { uid: one.uid })] : []),
    button("seen", said("seen"), { uid: one.uid }),
  ];

  const choose = async (uid) => {
    await walk.put("kept", uid, "site");
    try { await walk.loadDay(); } catch { /* no signal: only the site that is here already can be walked */ }
    await read();
    if (state.site?.uid === uid) { state.at = await walk.get("kept", `at:${uid}`) || ""; return true; }
    if (state.site) await walk.put("kept", state.site.uid, "site");
    say("info", said("noSite"));
    return false;
  };
  const undoable = () => { const last = state.site?.last; return last && !state.checking && Date.now() - new Date(last.device_at) < UNDO_MS ? last : null; };
  // On from the place something was done at: the screen may have been drawn anew meanwhile and stand elsewhere already.
  const advance = async (from) => {
    state.asked = "";
    await read();
    const next = model.next(state.site, from, options());
    state.at = next?.uid || "";
    await walk.put("kept", state.at, `at:${state.site.uid}`);
    await show();
    drain();
  };

  const hang = async (code, place, mark, second = model.tagged(place)) => {
    await add("hang", { code, at: place.kind, place: place.uid, mark, second }, nameOf(place));
    state.hung = { code, at: Date.now() };
    state.at = place.uid;
    good(said("hung", { place: nameOf(place) }));
    await advance(place.uid);
  };
  const hangScanned = async (code, mark, hits) => {
    const here = state.site.by.get(state.at);
    if (state.hung?.code === code && Date.now() - state.hung.at < JUST_HUNG_MS) return;
    const bound = hits.find(({ tag, place }) => model.bound(tag) && place !== here), mine = hits.find(({ place }) => place === here), made = hits.find(({ tag, place }) => !model.bound(tag) && place && place !== here);
    if (mine && model.bound(mine.tag)) { good(said("already")); await advance(here.uid); return; }
    if (!mine && bound?.place) { state.override = { code, mark }; bad(said("elsewhere", { place: nameOf(bound.place) }), bound.exact ? [] : [button("override", said("override"))]); return; }
    if (!mine && made) { state.override = { code, mark, place: made.place.uid }; bad(said("made", { place: nameOf(made.place) }), [button("stand", said("stand", { place: nameOf(made.place) }))]); return; }
    if (!here) { bad(said("chooseFirst")); return; }
    await hang(code, here, mark);
  };
  const checkScanned = async (code, mark, hits) => {
    const able = hits.filter(({ tag }) => model.bound(tag)), hit = able.find(({ place }) => place.uid === state.at) || able.find(({ tag }) => tag.asked && !tag.checked) || able[0];
    await add("check", { round: state.site.round.uid, code, tag: hit?.tag.uid || "", place: hit?.place.uid || "" }, nameOf(hit?.place) || code);
    if (!hit) { bad(said("strange")); drain(); return; }
    state.at = hit.place.uid;
    good(said("checked", { place: nameOf(hit.place) }));
    await advance(hit.place.uid);
  };
  const taken = async (text) => {
    if (!state.site || document.body.dataset.on !== "walk") return;
    const code = model.plain(text);
    if (!model.valid(code)) { bad(said("notCode")); return; }
    const mark = await model.markOf(code, state.site.uid), hits = model.known(state.site, state.queue, code, mark);
    await (state.checking ? checkScanned : hangScanned)(code, mark, hits);
  };
  // One after the other: what is scanned while the last one is being kept waits its turn.
  let turn = Promise.resolve();
  const took = (text) => { const mine = turn.then(() => taken(text)); turn = mine.catch(() => {}); return mine; };

  // The camera: open as long as the walk shows, whatever is pressed meanwhile.
  let stream = null, opening = false, seen = "", seenAt = 0;
  const close = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; view.hidden = true; fill(main, { camera: Boolean(navigator.mediaDevices?.getUserMedia), torch: false }); };
  const open = async () => {
    if (stream || opening || !navigator.mediaDevices?.getUserMedia) return;
    opening = true;
    fill(main, { camera: false });
    try {
      const reads = await scan.reader(words);
      const opened = stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
      video.srcObject = stream; view.hidden = false;
      await video.play();
      localStorage.setItem("walk-camera", "1");
      fill(main, { torch: Boolean(stream.getVideoTracks()[0]?.getCapabilities?.().torch) });
      opening = false;
      while (stream === opened) {
        await new Promise((later) => setTimeout(later, EVERY_MS));
        if (document.hidden || video.readyState < 2 || sheet.open) continue;
        const text = await reads(video).catch(() => "");
        if (!text || stream !== opened) continue;
        const again = text === seen && Date.now() - seenAt < AGAIN_MS;
        seen = text; seenAt = Date.now();
        if (!again) await took(text).catch(() => {});
      }
    } catch { opening = false; close(); say("info", said("denied")); }
  };
  let lock = null;
  const stayAwake = async () => {
    if (localStorage.getItem("walk-camera")) open();
    try { if (!lock || lock.released) lock = await navigator.wakeLock?.request("screen"); } catch { /* the phone saves its battery */ }
  };

  const drain = walk.flush;
  const renew = async () => {
    if (navigator.onLine === false) return false;
    try { const loaded = await walk.loadDay(); await drain(); return loaded; } catch { return false; }
  };
  // What the server made of it: each thing that went wrong is told once, loudly, and stays in the outbox.
  const hear = async () => {
    await show();
    const news = state.queue.filter((one) => ["conflict", "refused"].includes(one.state) && one.person === state.me?.person && !state.alarmed.has(one.uid));
    for (const one of news) state.alarmed.add(one.uid);
    const last = news.at(-1);
    if (last) bad(`${last.label}: ${last.words}`, answers(last));
  };

  const find = (node) => state.queue.find((one) => one.uid === node.closest("[data-uid]").dataset.uid);
  const quiet = () => { view.dataset.tone = ""; say("info", ""); };
  const presses = {
    camera: open,
    torch: async (pressed) => { const on = pressed.getAttribute("aria-pressed") !== "true"; await stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on }] }); pressed.setAttribute("aria-pressed", String(on)); },
    undo: async () => {
      const last = undoable();
      if (!last) return;
      await add("undo", { of: last.uid, place: last.body.place, mark: last.body.mark }, last.label);
      state.hung = null; state.at = last.body.place; state.asked = state.at;
      quiet();
      await show();
      drain();
    },
    skip: () => sheet.showModal(),
    skip_now: async (pressed) => { const here = state.site.by.get(state.at); sheet.close(); await add("skip", { at: here.kind, place: here.uid, reason: pressed.dataset.code }, nameOf(here)); quiet(); await advance(here.uid); },
    trouble: async (pressed) => {
      const here = state.site.by.get(state.at), tag = here?.tags.find((one) => one.state === "mounted"), { trouble } = pressed.dataset;
      if (!tag) return;
      if (state.checking) await add("check", { round: state.site.round.uid, tag: tag.uid, trouble, place: here.uid }, nameOf(here));
      else await add("report", { tag: tag.uid, trouble, place: here.uid }, nameOf(here));
      say("info", said("troubleKept", { place: nameOf(here) }));
      await advance(here.uid);
    },
    override: async () => { const { code, mark } = state.override, here = state.site.by.get(state.at); if (here) await hang(code, here, mark); },
    stand: async () => { const { code, mark, place } = state.override; await hang(code, state.site.by.get(place), mark); },
    go: async (pressed) => { state.at = state.asked = pressed.dataset.place; quiet(); location.hash = back(); await show(); },
    goto: async (pressed) => { const one = find(pressed); state.at = state.asked = one.body.place; await walk.drop(one.uid); quiet(); location.hash = back(); await show(); },
    second: async (pressed) => { const one = find(pressed); await add("hang", { ...one.body, second: true }, one.label); await walk.drop(one.uid); quiet(); await show(); drain(); },
    again: async (pressed) => { const one = find(pressed); state.alarmed.delete(one.uid); await walk.again(one); quiet(); drain(); },
    seen: async (pressed) => { await walk.drop(find(pressed).uid); quiet(); await show(); },
    what: async (pressed) => { state.what = pressed.dataset.what; await walk.put("kept", state.what, "what"); await show(); },
    begin: async (pressed) => {
      try {
        const answer = await fetch("/api/v1/tag-rounds", { method: "POST", body: JSON.stringify({ site: state.site.uid, which: pressed.dataset.which }), headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": state.me.csrf || "" }, credentials: "same-origin" });
        if (!answer.ok) { bad((await answer.json().catch(() => ({}))).detail || said("noSignal")); return; }
        await renew();
        location.hash = `#/s/${state.site.uid}/check`;
      } catch { bad(said("noSignal")); }
    },
    renew: async () => { if (!await renew()) say("info", said("noSignal")); await show(); },
    send: async () => { await drain(); await show(); },
    close: () => sheet.close(),
  };
  document.addEventListener("click", async (event) => {
    scan.awake();
    const pressed = event.target.closest("[data-do]");
    if (!pressed || pressed.getAttribute("aria-busy")) return;
    pressed.setAttribute("aria-busy", "true");
    try { await presses[pressed.dataset.do]?.(pressed); } catch (error) { if (!["QuotaExceededError", "AbortError"].includes(error?.name)) console.error(error); } finally { pressed.removeAttribute("aria-busy"); }
  });
  const typed = document.getElementById("walk-code");
  typed.addEventListener("submit", (event) => { event.preventDefault(); const text = typed.elements.code.value; typed.reset(); if (text.trim()) took(text).catch(() => {}); });
  main.querySelector("[name=site-text]").addEventListener("input", () => screens.sites());
  // A hand scanner types fast and ends with Enter, wherever one is on the page.
  let keys = "", keyAt = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, button, a, dialog") && event.target.tagName !== "BODY" && event.target.tagName === "INPUT") return;
    if (Date.now() - keyAt > 500) keys = "";
    keyAt = Date.now();
    if (event.key === "Enter" && keys.length > 8) { event.preventDefault(); took(keys).catch(() => {}); keys = ""; } else if (event.key.length === 1) keys += event.key;
  });

  const signal = () => { document.querySelector("[data-online]").hidden = navigator.onLine === false; document.querySelector("[data-offline]").hidden = navigator.onLine !== false; };
  const returned = async () => { signal(); await renew(); await show(); };
  addEventListener("hashchange", () => { if (sheet.open) sheet.close(); quiet(); show(); scrollTo(0, 0); });
  addEventListener("online", returned);
  addEventListener("offline", signal);
  addEventListener("pagehide", close);
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else returned(); });
  setInterval(() => { if (state.queue.some((one) => one.state === "waiting" && one.person === state.me?.person)) drain(); }, 20_000);
  let soon = null;
  const changed = () => { clearTimeout(soon); soon = setTimeout(hear, 40); };
  if (walk.channel) walk.channel.onmessage = changed;
  walk.changed = changed;
  signal();
  const start = async () => {
    state.what = await walk.get("kept", "what") || "all";
    state.alarmed = new Set((await walk.queue()).filter((one) => ["conflict", "refused"].includes(one.state)).map((one) => one.uid));
    const kept = await walk.get("kept", "site");
    if (kept) state.at = await walk.get("kept", `at:${kept}`) || "";
    await show();
    navigator.serviceWorker?.register("/walk/sw.js").catch(() => {});
    const loaded = await renew();
    await show();
    if (!loaded) return;
    navigator.storage?.persist?.();
    scan.takeAlong(words);
  };
  start();
})();
