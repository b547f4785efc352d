/* The base under the map's sites, drawn from squares of drawings in our colours on a canvas between the outlines and
   the marks. A picture somewhat larger than what is seen is drawn in short turns, and moved while hands move the map;
   it is drawn anew where they rest. Names of where things are on the plane: kernel/maps.py. */
import { AREAS, COLOURS, LINES, lookOf, NAMES, nameOf, widthAt } from "./map_looks.js";
import { features } from "./map_squares.js";

const WORLD = 1 << 20, UNIT = 4096, ROOM = 0.25, TURN = 8, REST = 120, PATIENCE = 400, KEPT = 90, AGAIN = 15_000, DEEPER = 6;
const NS = "http://www.w3.org/2000/svg";

const boxOf = (text) => {
  const [left, top, right, bottom] = text.split(" ").map(Number);
  return { left, top, right, bottom };
};

// A square read into one path for each look, and its names.
function* read(buffer, language) {
  const paths = new Map(), names = [];
  for (const feature of features(buffer)) {
    const look = lookOf(feature);
    if (look) {
      if (!paths.has(look)) paths.set(look, new Path2D());
      feature.into(paths.get(look), UNIT);
    } else if (feature.form === 1) {
      const name = nameOf(feature, language);
      // What lies on the rim stands in the neighbour too.
      if (name) feature.into({ moveTo: (x, y) => { if (x >= 0 && y >= 0 && x < UNIT && y < UNIT) names.push({ ...name, x, y }); } }, UNIT);
    }
    yield;
  }
  return { paths, names };
}

export class Base {
  constructor(box, svg, layers) {
    this.box = box;
    this.svg = svg;
    this.bounds = boxOf(box.dataset.baseBox);
    this.least = Number(box.dataset.tilesLeast);
    this.most = Number(box.dataset.tilesMost);
    this.language = document.documentElement.lang.slice(0, 2) || "en";
    this.squares = new Map();
    this.turns = [];
    // The outlines and their names lie below: they are seen where the file has nothing.
    this.under = document.createElementNS(NS, "svg");
    this.under.setAttribute("class", "map-under");
    this.under.setAttribute("aria-hidden", "true");
    this.under.append(layers.ground, layers.names);
    [this.front, this.back] = [0, 1].map(() => Object.assign(document.createElement("canvas"), { className: "map-base", hidden: true }));
    for (const canvas of [this.front, this.back]) canvas.setAttribute("aria-hidden", "true");
    svg.before(this.under, this.front, this.back);
    const again = () => { if (this.drawn) this.begin(); };
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    for (const asked of ["(prefers-color-scheme: dark)", "print"]) matchMedia(asked).addEventListener("change", again);
  }

  /* Shows a part of the plane, at once from what is drawn. `marks` are the points where something stands above. */
  show(view, pixel, marks) {
    this.view = view;
    this.pixel = pixel;
    this.marks = marks;
    this.under.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    this.place();
    clearTimeout(this.resting);
    const bare = !this.drawn || !this.covers(), late = performance.now() - (this.began || -Infinity) > 2 * REST;
    if (bare && late) this.settle(); else this.resting = setTimeout(() => this.settle(), REST);
  }

  covers() {
    const { area } = this.drawn, { view } = this;
    return view.x >= area.x && view.y >= area.y && view.x + view.w <= area.x + area.w && view.y + view.h <= area.y + area.h;
  }

  place() {
    if (!this.drawn) return;
    const { area, pixel } = this.drawn, scale = pixel / this.pixel;
    const left = (area.x - this.view.x) / this.pixel, top = (area.y - this.view.y) / this.pixel;
    this.front.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }

  settle() {
    const { view } = this;
    this.began = performance.now();
    const area = { x: view.x - view.w * ROOM, y: view.y - view.h * ROOM, w: view.w * (1 + 2 * ROOM), h: view.h * (1 + 2 * ROOM) };
    this.goal = { area, pixel: this.pixel, sharp: Math.min(devicePixelRatio || 1, 2) };
    this.want(this.goal);
    this.next();
  }

  get whole() { return this.wanted.every((one) => !this.squares.get(this.key(this.source(one)))?.stop); }

  // All is there: it is drawn. Else what has come is, a little later.
  next() {
    if (this.whole) { this.begin(); return; }
    this.waiting ??= setTimeout(() => {
      this.waiting = null;
      if (!this.whole) this.begin();
    }, this.drawn ? PATIENCE : REST);
  }

  // --- squares --------------------------------------------------------------------------------------------------

  want({ area, pixel }) {
    let level = this.least;
    while (level < this.most && 2 ** (20 - level) / pixel > 640) level += 1;
    const side = 2 ** (20 - level), { bounds } = this, last = 2 ** level - 1, found = [];
    const left = Math.max(area.x, bounds.left, 0), right = Math.min(area.x + area.w, bounds.right, WORLD);
    const top = Math.max(area.y, bounds.top, 0), bottom = Math.min(area.y + area.h, bounds.bottom, WORLD);
    for (let column = Math.floor(left / side); column * side < right && column <= last; column += 1) {
      for (let row = Math.floor(top / side); row * side < bottom && row <= last; row += 1) found.push({ level, column, row, side });
    }
    const middle = (one) => Math.hypot((one.column + 0.5) * side - area.x - area.w / 2, (one.row + 0.5) * side - area.y - area.h / 2);
    this.wanted = found.sort((one, two) => middle(one) - middle(two)).slice(0, KEPT / 3);
    const sources = this.wanted.map((one) => this.source(one)), keys = new Set([...this.wanted, ...sources].map((one) => this.key(one)));
    for (const [key, square] of this.squares) {
      if (!keys.has(key) && square.stop) { square.stop.abort(); this.squares.delete(key); }
    }
    for (const one of sources) this.ask(one);
    for (const key of this.squares.keys()) {
      if (this.squares.size <= KEPT) break;
      if (!keys.has(key)) this.squares.delete(key);
    }
  }

  key({ level, column, row }) { return `${level}/${column}/${row}`; }

  // The square, or where the file is known to have none the larger one it lies in.
  source(one) {
    let found = one;
    while (this.squares.get(this.key(found))?.empty && found.level > this.least) {
      found = { level: found.level - 1, column: found.column >> 1, row: found.row >> 1, side: found.side * 2 };
    }
    return found;
  }

  async ask(one) {
    const key = this.key(one), had = this.squares.get(key);
    if (had && !(had.failed && performance.now() - had.failed > AGAIN)) {
      this.squares.delete(key);
      this.squares.set(key, had); // seen again: it stays the longest
      return;
    }
    const square = { stop: new AbortController() };
    this.squares.set(key, square);
    const address = this.box.dataset.tiles.replace("{z}", one.level).replace("{x}", one.column).replace("{y}", one.row);
    try {
      const answer = await fetch(address, { signal: square.stop.signal });
      if (answer.status === 200) {
        const buffer = await answer.arrayBuffer();
        if (square.stop.signal.aborted) return;
        Object.assign(square, await this.turn(read(buffer, this.language)));
      } else if (answer.status === 204) square.empty = true;
      else square.failed = performance.now();
    } catch {
      if (square.stop.signal.aborted) return;
      square.failed = performance.now();
    }
    square.stop = null;
    if (square.empty) this.ask(this.source(one));
    this.next();
  }

  // --- drawing in turns -----------------------------------------------------------------------------------------

  // Runs a generator in turns short enough that hands feel nothing; gives what it returns.
  turn(steps) {
    return new Promise((resolve, reject) => {
      this.turns.push({ steps, resolve, reject });
      this.frame ??= requestAnimationFrame(() => this.work());
    });
  }

  work() {
    this.frame = null;
    const until = performance.now() + TURN;
    while (this.turns.length && performance.now() < until) {
      const [{ steps, resolve, reject }] = this.turns;
      try {
        const told = steps.next();
        if (!told.done) continue;
        resolve(told.value);
      } catch (wrong) { reject(wrong); }
      this.turns.shift();
    }
    if (this.turns.length) this.frame ??= requestAnimationFrame(() => this.work());
  }

  begin() {
    this.painting?.return();
    this.turns = this.turns.filter((one) => one.steps !== this.painting);
    this.painting = this.paint(this.goal);
    this.turn(this.painting);
  }

  * paint(goal) {
    const { area, pixel, sharp } = goal, { back, whole } = this, pen = back.getContext("2d", { alpha: true });
    const style = getComputedStyle(document.documentElement);
    const ink = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    back.width = Math.round((area.w / pixel) * sharp);
    back.height = Math.round((area.h / pixel) * sharp);
    back.style.width = `${area.w / pixel}px`;
    const size = Math.log2(WORLD / pixel / 512), names = [], at = (value, start) => ((value - start) / pixel) * sharp;
    for (const part of this.wanted.flatMap((one) => this.held(one))) {
      const { column, row, side } = part.seen, scale = at(part.side, 0) / UNIT;
      const [x, right] = [column, column + 1].map((one) => Math.round(at(one * side, area.x)));
      const [y, bottom] = [row, row + 1].map((one) => Math.round(at(one * side, area.y)));
      const [startX, startY] = [at(part.column * part.side, area.x), at(part.row * part.side, area.y)];
      pen.save();
      pen.beginPath();
      pen.rect(x, y, right - x, bottom - y);
      pen.clip();
      pen.setTransform(scale, 0, 0, scale, startX, startY);
      yield* this.square(pen, part.square, { ink, size, dot: sharp / scale });
      pen.restore();
      for (const name of part.square.names) {
        const left = startX + name.x * scale, top = startY + name.y * scale;
        if (left >= x && left < right && top >= y && top < bottom) names.push({ ...name, x: left / sharp, y: top / sharp });
      }
    }
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    yield* this.write(pen, names, { ink, size, area, pixel });
    [this.front, this.back] = [back, this.front];
    this.drawn = goal;
    this.front.hidden = false;
    this.back.hidden = true;
    this.place();
    if (whole) this.box.dataset.baseDrawn = this.wanted.map((one) => this.key(one)).join(" ");
  }

  // What there is of a square: itself, else the part of a larger one, else smaller ones that lie in it.
  held(wanted) {
    const at = (level) => {
      const by = 2 ** (wanted.level - level), one = { level, column: Math.floor(wanted.column / by), row: Math.floor(wanted.row / by), side: wanted.side * by };
      return { ...one, square: this.squares.get(this.key(one)) };
    };
    for (let level = wanted.level; level >= Math.max(this.least, wanted.level - DEEPER); level -= 1) {
      const one = at(level);
      if (one.square?.paths) return [{ ...one, seen: wanted }];
    }
    const below = at(wanted.level + 1), inside = [];
    for (const [column, row] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
      const one = { ...below, column: below.column + column, row: below.row + row }, square = this.squares.get(this.key(one));
      if (square?.paths) inside.push({ ...one, square, seen: one });
    }
    return inside;
  }

  * square(pen, { paths }, { ink, size, dot }) {
    // Where land is told there is sea without it; else all is land but what is told as water.
    pen.fillStyle = paths.has("earth") ? ink["map-water"] : ink["map-ground"];
    pen.fillRect(-UNIT, -UNIT, 3 * UNIT, 3 * UNIT);
    for (const { look, fill, from } of AREAS) {
      if (size < from || !paths.has(look)) continue;
      pen.fillStyle = ink[fill];
      pen.fill(paths.get(look));
      yield;
    }
    pen.lineJoin = "round";
    const lines = LINES.map((line) => ({ ...line, wide: paths.has(line.look) ? widthAt(line.stops, size) : 0 })).filter((line) => line.wide);
    const stroke = (line, colour, wide) => {
      pen.strokeStyle = ink[colour];
      pen.lineWidth = wide * dot;
      pen.setLineDash((line.dash || []).map((one) => one * dot));
      pen.lineCap = line.dash ? "butt" : "round";
      pen.stroke(paths.get(line.look));
    };
    // Roads wide enough have an edge; all edges come before the first road, so that crossings stay open.
    for (const line of lines) if (!line.ink && line.wide >= 2.5) { stroke(line, "map-road-edge", line.wide + 1.6); yield; }
    for (const line of lines) { stroke(line, line.ink || (line.wide >= 2.5 ? "map-road" : "map-road-thin"), line.wide); yield; }
  }

  // Names by their weight, each where no other and no mark stands.
  * write(pen, names, { ink, size, area, pixel }) {
    const family = getComputedStyle(this.box).fontFamily, taken = [];
    for (const one of this.marks || []) {
      const x = (one.x - area.x) / pixel, y = (one.y - area.y) / pixel, reach = one.members.length > 1 ? 16 : 10;
      taken.push([x - reach, y - reach, x + reach, y + reach]);
    }
    const shown = names.filter(({ look }) => size >= NAMES[look].from && size <= NAMES[look].to);
    shown.sort((one, two) => NAMES[one.look].first - NAMES[two.look].first || one.rank - two.rank || (one.text < two.text ? -1 : 1));
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    const said = new Map();
    for (const { look, text, x, y } of shown.slice(0, 600)) {
      const { size: high, weight = 400, slant, ink: colour = "map-name" } = NAMES[look];
      const before = said.get(text);
      if (before && Math.hypot(before.x - x, before.y - y) < 200) continue;
      pen.font = `${slant ? "italic " : ""}${weight} ${high}px ${family}`;
      const half = pen.measureText(text).width / 2 + 4, free = (down) => {
        const around = [x - half, y + down - high * 0.7, x + half, y + down + high * 0.7];
        return taken.some((other) => other[0] < around[2] && other[2] > around[0] && other[1] < around[3] && other[3] > around[1]) ? null : around;
      };
      // Where a mark or another name stands on the place itself, the name goes below or above it.
      const down = [0, 1.7 * high, -1.7 * high].find(free);
      if (down === undefined) continue;
      taken.push(free(down));
      said.set(text, { x, y });
      pen.lineWidth = 3;
      pen.strokeStyle = ink[colour === "map-name" ? "map-ground" : "map-water"];
      pen.strokeText(text, x, y + down);
      pen.fillStyle = ink[colour];
      pen.fillText(text, x, y + down);
      yield;
    }
  }
}
