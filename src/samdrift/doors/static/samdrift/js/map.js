/* The map moves: buttons, keys, wheel and fingers; sites near each other are drawn as one again at every size.
   Without this file the same picture is a page of links. Coordinates are steps of the plane of kernel/maps.py. */
"use strict";
(() => {
  const NS = "http://www.w3.org/2000/svg", WORLD = 1 << 20, REACH = 34, CLOSEST = 64;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const make = (name, values, parent) => {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    if (parent) parent.append(element);
    return element;
  };
  const fold = (text) => text.toLowerCase().replace(/æ/g, "ae").replace(/ø/g, "o").replace(/å/g, "a")
    .normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  // The same few lines as `clusters` of kernel/maps.py: each point goes to the nearest that came before it.
  const clusters = (points, reach) => {
    const cells = new Map(), seeds = [];
    points.forEach((point, index) => {
      const column = Math.floor(point.x / reach), row = Math.floor(point.y / reach);
      let near = null, best = reach * reach;
      for (let i = column - 1; i <= column + 1; i += 1) for (let j = row - 1; j <= row + 1; j += 1) {
        for (const seed of cells.get(`${i} ${j}`) || []) {
          const away = (seed.x - point.x) ** 2 + (seed.y - point.y) ** 2;
          if (away < best) { near = seed; best = away; }
        }
      }
      if (near) { near.members.push(point); return; }
      const seed = { x: point.x, y: point.y, members: [point] }, cell = `${column} ${row}`;
      if (!cells.has(cell)) cells.set(cell, []);
      cells.get(cell).push(seed);
      seeds.push(seed);
    });
    return seeds;
  };

  class SiteMap {
    constructor(box) {
      this.box = box;
      this.svg = [...box.children].find((one) => one.matches("svg[data-pixel]") && getComputedStyle(one).display !== "none");
      for (const other of box.querySelectorAll("svg[data-pixel]")) if (other !== this.svg) other.remove();
      this.svg.setAttribute("class", "live");
      box.classList.add("live");
      const [x, y, w, h] = this.svg.getAttribute("viewBox").split(" ").map(Number);
      this.layers = Object.fromEntries(["tiles", "ground", "names", "areas", "marks"].map(
        (name) => [name, this.svg.querySelector(`.map-${name}`)]));
      this.sites = [];
      this.drawnAt = 0;
      this.groundPixel = Number(this.svg.dataset.pixel);
      const [gx, gy, gw, gh] = this.layers.ground.dataset.box.split(" ").map(Number);
      this.ground = { x: gx, y: gy, w: gw, h: gh };
      this.view = this.shaped({ x, y, w, h });
      this.whole = this.view;
      this.draw();
      this.listen();
      this.load();
      if (box.dataset.base) this.lay(box.dataset.base);
    }

    // Squares of drawings need a script of their own; where it cannot come the outlines stay.
    async lay(address) {
      const { Base } = await import(address);
      this.base = new Base(this.box, this.svg, this.layers);
      this.draw();
    }

    get pixel() { return this.view.w / (this.svg.clientWidth || 1); }

    shaped({ x, y, w, h }) {
      const ratio = (this.svg.clientWidth || 1) / (this.svg.clientHeight || 1);
      const wide = Math.min(WORLD, Math.max(w, h * ratio, CLOSEST)), high = wide / ratio;
      return { x: x - (wide - w) / 2, y: y - (high - h) / 2, w: wide, h: high };
    }

    async load() {
      const answer = await fetch(this.box.dataset.points, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      this.sites = told.sites.map(([code, name, x, y, form, words]) => ({ code, name, x, y, form, words }));
      this.address = told.site;
      this.box.dataset.ready = String(this.sites.length);
      this.marks(true);
      this.base?.show(this.view, this.pixel, this.shown);
    }

    // --- drawing ------------------------------------------------------------------------------------------------

    draw() {
      const { x, y, w, h } = this.view;
      this.svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
      const pixel = this.pixel;
      for (const text of this.layers.names.children) text.setAttribute("font-size", 13 * pixel);
      for (const text of this.svg.querySelectorAll(".map-areas text")) text.setAttribute("font-size", 11 * pixel);
      for (const mark of this.layers.marks.querySelectorAll("[data-at]")) {
        mark.setAttribute("transform", `translate(${mark.dataset.at}) scale(${pixel})`);
      }
      this.tiles();
      this.marks();
      this.base?.show(this.view, pixel, this.shown);
      this.needGround();
    }

    marks(anew) {
      const { view, pixel } = this, seen = this.marksOf;
      const beyond = !seen || view.x < seen.x || view.y < seen.y || view.x + view.w > seen.x + seen.w
        || view.y + view.h > seen.y + seen.h;
      if (!this.sites.length || (!anew && !beyond && Math.abs(pixel / this.drawnAt - 1) < 0.04)) return;
      this.drawnAt = pixel;
      this.marksOf = { x: view.x - view.w * 0.3, y: view.y - view.h * 0.3, w: view.w * 1.6, h: view.h * 1.6 };
      const area = this.marksOf, focused = document.activeElement?.dataset?.code;
      const inside = (one) => one.x >= area.x && one.y >= area.y && one.x <= area.x + area.w && one.y <= area.y + area.h;
      const found = clusters(this.sites, REACH * pixel).filter(inside);
      this.shown = found;
      found.sort((a, b) => this.worst(a).form - this.worst(b).form);
      this.layers.marks.replaceChildren();
      for (const one of found) {
        if (one.members.length === 1) this.mark(one.members[0], one.x, one.y);
        else if (view.w <= CLOSEST * 1.1) this.fan(one);
        else this.bubble(one);
      }
      if (focused) this.layers.marks.querySelector(`[data-code="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }

    worst(cluster) { return cluster.members.reduce((one, two) => (two.form > one.form ? two : one)); }

    fan(cluster) {
      cluster.members.forEach((site, number) => {
        const turn = (number / cluster.members.length) * 2 * Math.PI, away = 26 * this.pixel;
        this.mark(site, cluster.x + Math.sin(turn) * away, cluster.y - Math.cos(turn) * away);
      });
    }

    place(link, x, y, words) {
      link.setAttribute("aria-label", words);
      const group = make("g", { transform: `translate(${x} ${y}) scale(${this.pixel})` }, link);
      group.dataset.at = `${x} ${y}`;
      make("title", {}, group).textContent = words;
      return group;
    }

    mark(site, x, y) {
      const link = make("a", { href: this.address.replace("CODE", encodeURIComponent(site.code)) }, this.layers.marks);
      link.dataset.code = site.code;
      const group = this.place(link, x, y, site.words ? `${site.name}: ${site.words}` : site.name);
      if (site.code === this.chosen) make("circle", { class: "mark-here", r: 15 }, group);
      make("use", { href: `#${this.box.id}f${Math.max(site.form, -1)}` }, group);
    }

    bubble(cluster) {
      const many = cluster.members.length, worst = this.worst(cluster), form = Math.max(worst.form, 0);
      const link = make("a", { href: "#", class: "bubble" }, this.layers.marks);
      const words = `${many} · ${worst.name}${worst.words ? `: ${worst.words}` : ""} …`;
      const group = this.place(link, cluster.x, cluster.y, words);
      make("circle", { class: `mark m${form}`, r: many < 10 ? 11 : many < 100 ? 14 : 17 }, group);
      make("text", { class: `t${form}`, y: 4.2 }, group).textContent = many;
      link.addEventListener("click", (event) => { event.preventDefault(); this.open(cluster); });
    }

    tiles() {
      const { tiles, tilesLeast, tilesMost } = this.box.dataset;
      if (!tiles || this.box.dataset.base) return;
      let level = Number(tilesLeast);
      while (level < Number(tilesMost) && 2 ** (20 - level) / this.pixel > 320) level += 1;
      const side = 2 ** (20 - level), wanted = new Map(), { view } = this;
      for (let column = Math.floor(view.x / side); column <= (view.x + view.w) / side; column += 1) {
        for (let row = Math.floor(view.y / side); row <= (view.y + view.h) / side; row += 1) {
          if (column < 0 || row < 0 || column >= 2 ** level || row >= 2 ** level) continue;
          wanted.set(tiles.replace("{z}", level).replace("{x}", column).replace("{y}", row), [column * side, row * side]);
        }
      }
      for (const old of [...this.layers.tiles.children]) {
        if (wanted.has(old.getAttribute("href"))) wanted.delete(old.getAttribute("href")); else old.remove();
      }
      for (const [href, [x, y]] of wanted) make("image", { href, x, y, width: side, height: side }, this.layers.tiles);
    }

    async needGround() {
      const { view, ground } = this;
      const covered = view.x >= ground.x && view.y >= ground.y && view.x + view.w <= ground.x + ground.w
        && view.y + view.h <= ground.y + ground.h;
      if (this.asking || (covered && this.pixel > this.groundPixel / 3)) return;
      this.asking = true;
      await new Promise((resolve) => { setTimeout(resolve, 150); });
      const { x, y, w, h } = this.view, pixel = this.pixel;
      const asked = [x, y, w, h].map((one) => Math.round(one)).join(",");
      const joined = this.box.dataset.ground.includes("?") ? "&" : "?";
      try {
        const answer = await fetch(`${this.box.dataset.ground}${joined}box=${asked}`);
        if (answer.ok) this.newGround(await answer.json(), pixel);
      } finally { this.asking = false; }
    }

    newGround(told, pixel) {
      const [x, y, w, h] = told.box;
      const group = make("g", { transform: `translate(${x} ${y}) scale(${told.grain})` });
      make("path", { class: "map-land", "fill-rule": "evenodd", d: told.others }, group);
      make("path", { class: "map-home", "fill-rule": "evenodd", d: told.home }, group);
      this.layers.ground.replaceChildren(group);
      this.layers.names.replaceChildren(...told.names.map(([name, left, top]) => {
        const text = make("text", { x: left, y: top, "font-size": 13 * this.pixel });
        text.textContent = name;
        return text;
      }));
      this.ground = { x, y, w, h };
      this.groundPixel = pixel;
    }

    // --- moving -------------------------------------------------------------------------------------------------

    to(view) {
      const goal = this.shaped(view), from = this.view;
      this.halt();
      if (calm.matches) { this.view = goal; this.draw(); return; }
      this.goal = goal;
      const began = performance.now();
      const step = (now) => {
        const part = Math.min(1, (now - began) / 320), eased = 1 - (1 - part) ** 3;
        // Sizes change by ratio, so that a long way feels even.
        const w = from.w * (goal.w / from.w) ** eased, share = goal.w === from.w ? eased : (w - from.w) / (goal.w - from.w);
        const cx = from.x + from.w / 2 + (goal.x + goal.w / 2 - from.x - from.w / 2) * share;
        const cy = from.y + from.h / 2 + (goal.y + goal.h / 2 - from.y - from.h / 2) * share;
        const h = (w * goal.h) / goal.w;
        this.view = part < 1 ? { x: cx - w / 2, y: cy - h / 2, w, h } : goal;
        this.draw();
        if (part < 1) this.frame = requestAnimationFrame(step); else this.goal = null;
      };
      this.frame = requestAnimationFrame(step);
    }

    halt() {
      cancelAnimationFrame(this.frame);
      this.goal = null;
    }

    // Where the view is, or is on its way to: two quick presses go twice as far.
    get bound() { return this.goal || this.view; }

    zoomed(by, atX = 0.5, atY = 0.5) {
      const { x, y, w, h } = this.bound;
      const wide = Math.min(WORLD, Math.max(CLOSEST, w * by)), high = (h * wide) / w;
      return { x: x + (w - wide) * atX, y: y + (h - high) * atY, w: wide, h: high };
    }

    around(sites) {
      const xs = sites.map((one) => one.x), ys = sites.map((one) => one.y);
      const w = Math.max(CLOSEST, (Math.max(...xs) - Math.min(...xs)) * 1.6);
      const h = Math.max(CLOSEST, (Math.max(...ys) - Math.min(...ys)) * 1.6);
      return { x: (Math.max(...xs) + Math.min(...xs) - w) / 2, y: (Math.max(...ys) + Math.min(...ys) - h) / 2, w, h };
    }

    open(cluster) {
      const goal = this.around(cluster.members);
      this.box.focus({ preventScroll: true });
      this.to(this.shaped(goal).w > this.bound.w * 0.8 ? this.zoomed(0.4) : goal);
    }

    step(name) {
      if (name === "whole") this.to(this.whole);
      else this.to(this.zoomed(name === "in" ? 0.5 : 2));
    }

    fly(code) {
      const site = this.sites.find((one) => one.code === code);
      if (!site) return false;
      const near = Math.min(this.view.w, 1200);
      this.chosen = code;
      this.to({ x: site.x - near / 2, y: site.y - near / 2, w: near, h: near / 4 });
      this.marks(true);
      this.card(code);
      return true;
    }

    async card(code) {
      const place = document.getElementById("map-card");
      if (!place || !this.box.dataset.card) return;
      const joined = this.box.dataset.card.includes("?") ? "&" : "?";
      const answer = await fetch(`${this.box.dataset.card}${joined}site=${encodeURIComponent(code)}`);
      if (!answer.ok) return;
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...read.body.childNodes);
      place.querySelector("[tabindex]")?.focus({ preventScroll: true });
      const here = new URL(location);
      here.searchParams.set("site", code);
      history.replaceState(null, "", here);
    }

    close() {
      const code = this.chosen;
      this.chosen = "";
      document.getElementById("map-card")?.replaceChildren();
      const here = new URL(location);
      here.searchParams.delete("site");
      history.replaceState(null, "", here);
      this.marks(true);
      (this.layers.marks.querySelector(`[data-code="${CSS.escape(code || "-")}"]`) || this.box).focus({ preventScroll: true });
    }

    // --- hands and keys -----------------------------------------------------------------------------------------

    listen() {
      this.box.addEventListener("keydown", (event) => this.key(event));
      this.box.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
      this.fingers = new Map();
      this.box.addEventListener("pointerdown", (event) => this.down(event));
      this.box.addEventListener("pointermove", (event) => this.move(event));
      for (const kind of ["pointerup", "pointercancel"]) this.box.addEventListener(kind, (event) => this.up(event));
      this.box.addEventListener("dragstart", (event) => event.preventDefault());
      this.box.addEventListener("click", (event) => {
        const link = event.target.closest("[data-code]");
        if (this.moved) { event.preventDefault(); return; }
        if (!link || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        this.chosen = link.dataset.code;
        this.marks(true);
        this.card(this.chosen);
      }, true);
      new ResizeObserver(() => { this.view = this.shaped(this.view); this.draw(); }).observe(this.box);
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const view = this.bound, way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (way) this.to({ ...view, x: view.x + way[0] * view.w * 0.2, y: view.y + way[1] * view.h * 0.2 });
      else if (event.key === "+" || event.key === "=") this.step("in");
      else if (event.key === "-") this.step("out");
      else if (event.key === "0") this.step("whole");
      else return;
      event.preventDefault();
    }

    wheel(event) {
      if (!event.ctrlKey && !this.box.contains(document.activeElement)) return;
      event.preventDefault();
      const frame = this.svg.getBoundingClientRect();
      this.halt();
      const by = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 240);
      this.view = this.zoomed(by, (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
      this.draw();
    }

    down(event) {
      if (event.button) return;
      this.moved = false;
      this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    }

    move(event) {
      const before = this.fingers.get(event.pointerId);
      if (!before) return;
      const here = { x: event.clientX, y: event.clientY };
      if (!this.moved && Math.hypot(here.x - before.x, here.y - before.y) < 5) return;
      if (!this.moved) { this.moved = true; this.halt(); this.box.setPointerCapture(event.pointerId); }
      const [one, two] = [...this.fingers.values()];
      const frame = this.svg.getBoundingClientRect(), { pixel } = this;
      if (two) {
        const other = before === one ? two : one;
        const was = Math.hypot(before.x - other.x, before.y - other.y), now = Math.hypot(here.x - other.x, here.y - other.y);
        const middle = { x: (here.x + other.x) / 2 - frame.left, y: (here.y + other.y) / 2 - frame.top };
        if (now > 0) this.view = this.zoomed(was / now, middle.x / frame.width, middle.y / frame.height);
      }
      const share = two ? 0.5 : 1;
      this.view = { ...this.view, x: this.view.x - (here.x - before.x) * pixel * share, y: this.view.y - (here.y - before.y) * pixel * share };
      Object.assign(before, here);
      this.draw();
    }

    up(event) {
      this.fingers.delete(event.pointerId);
      if (this.moved) setTimeout(() => { this.moved = false; }, 0);
    }
  }

  const maps = [...document.querySelectorAll(".map[data-points]")].map((box) => new SiteMap(box));
  const mapOf = (element) => maps.find((one) => one.box.id === element.dataset.map) || maps[0];
  document.addEventListener("click", (event) => {
    if (!maps.length || event.ctrlKey || event.metaKey) return;
    const step = event.target.closest("[data-map-step]"), row = event.target.closest("[data-map-site]");
    const gone = event.target.closest("[data-map-close]");
    if (step) { event.preventDefault(); mapOf(step).step(step.dataset.mapStep); }
    if (row && maps[0].fly(row.dataset.mapSite)) {
      event.preventDefault();
      maps[0].box.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
    }
    if (gone) { event.preventDefault(); maps[0].close(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && maps[0]?.chosen) maps[0].close();
  });
  // One site by its name or code: fly there. Several or none: the server lists them.
  document.addEventListener("submit", (event) => {
    const typed = event.target.matches("[data-map-find]") && fold(new FormData(event.target).get("q") || "").trim();
    if (!typed || !maps.length) return;
    const found = maps[0].sites.filter((one) => fold(`${one.code} ${one.name}`).includes(typed));
    const exact = found.filter((one) => fold(one.code) === typed || fold(one.name) === typed);
    const only = exact.length === 1 ? exact[0] : found.length === 1 ? found[0] : null;
    if (only) { event.preventDefault(); maps[0].fly(only.code); }
  });
})();
