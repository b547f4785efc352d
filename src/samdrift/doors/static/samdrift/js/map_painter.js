/* Fetches the squares of an operator's drawings, reads each once and paints a part of the plane from them: in a worker,
   or in the page where there is none. Coordinates are steps of the plane of kernel/maps.py. */
import { AREAS, LINES, lookOf, NAMES, nameOf, widthAt } from "./map_looks.js";
import { features } from "./map_squares.js";

const WORLD = 1 << 20, UNIT = 4096, LARGEST = 640, KEPT = 90, DEEPER = 6, SOON = 120, PATIENCE = 400, AGAIN = 15_000;

const breath = () => new Promise((resolve) => { setTimeout(resolve, 0); });
const keyOf = ({ level, column, row }) => `${level}/${column}/${row}`;

// A square read into one path for each look, and its names.
function read(buffer, language) {
  const paths = new Map(), names = [];
  for (const feature of features(buffer)) {
    const look = lookOf(feature), name = look ? null : nameOf(feature, language);
    if (look) {
      if (!paths.has(look)) paths.set(look, new Path2D());
      feature.into(paths.get(look), UNIT);
    } else if (name) {
      // What lies on the rim stands in the neighbour too.
      feature.into({ moveTo: (x, y) => { if (x >= 0 && y >= 0 && x < UNIT && y < UNIT) names.push({ ...name, x, y }); } }, UNIT);
    }
  }
  return { paths, names };
}

export class Painter {
  constructor(file, tell) {
    this.file = file;
    this.tell = tell;
    this.squares = new Map();
    this.turn = 0;
  }

  wish(wanted) {
    this.wanted = wanted;
    this.want();
    this.next();
  }

  // --- squares --------------------------------------------------------------------------------------------------

  want() {
    const { area, pixel } = this.wanted, { least, most, bounds } = this.file;
    let level = least;
    while (level < most && 2 ** (20 - level) / pixel > LARGEST) level += 1;
    const side = 2 ** (20 - level), last = 2 ** level - 1, found = [];
    const left = Math.max(area.x, bounds.left, 0), right = Math.min(area.x + area.w, bounds.right, WORLD);
    const top = Math.max(area.y, bounds.top, 0), bottom = Math.min(area.y + area.h, bounds.bottom, WORLD);
    for (let column = Math.floor(left / side); column * side < right && column <= last; column += 1) {
      for (let row = Math.floor(top / side); row * side < bottom && row <= last; row += 1) found.push({ level, column, row, side });
    }
    const away = (one) => Math.hypot((one.column + 0.5) * side - area.x - area.w / 2, (one.row + 0.5) * side - area.y - area.h / 2);
    this.inside = found.sort((one, two) => away(one) - away(two)).slice(0, KEPT / 3);
    const sources = this.inside.map((one) => this.source(one)), keys = new Set([...this.inside, ...sources].map(keyOf));
    for (const [key, square] of this.squares) {
      if (!keys.has(key) && square.stop) { square.stop.abort(); this.squares.delete(key); }
    }
    for (const one of sources) this.ask(one);
    for (const key of this.squares.keys()) {
      if (this.squares.size <= KEPT) break;
      if (!keys.has(key)) this.squares.delete(key);
    }
  }

  // The square, or where the file is known to have none the larger one it lies in.
  source(one) {
    let found = one;
    while (this.squares.get(keyOf(found))?.empty && found.level > this.file.least) {
      found = { level: found.level - 1, column: found.column >> 1, row: found.row >> 1, side: found.side * 2 };
    }
    return found;
  }

  async ask(one) {
    const key = keyOf(one), had = this.squares.get(key);
    if (had && !(had.failed && performance.now() - had.failed > AGAIN)) {
      this.squares.delete(key);
      this.squares.set(key, had); // seen again: it stays the longest
      return;
    }
    const square = { stop: new AbortController() }, { signal } = square.stop;
    this.squares.set(key, square);
    const address = this.file.address.replace("{z}", one.level).replace("{x}", one.column).replace("{y}", one.row);
    try {
      const answer = await fetch(address, { signal });
      if (answer.status === 200) Object.assign(square, read(await answer.arrayBuffer(), this.file.language));
      else if (answer.status === 204) square.empty = true;
      else square.failed = performance.now();
    } catch {
      square.failed = performance.now();
    }
    if (signal.aborted) return;
    square.stop = null;
    if (square.empty) this.ask(this.source(one));
    this.next();
  }

  get whole() { return this.inside.every((one) => !this.squares.get(keyOf(this.source(one)))?.stop); }

  // All is there: it is painted. Else what has come is, a little later.
  next() {
    if (this.whole) { this.paint(); return; }
    this.waiting ??= setTimeout(() => {
      this.waiting = null;
      if (!this.whole) this.paint();
    }, this.told ? PATIENCE : SOON);
  }

  // What there is of a square: itself, else the part of a larger one, else smaller ones that lie in it.
  held(wanted) {
    const at = (level) => {
      const by = 2 ** (wanted.level - level);
      return { level, column: Math.floor(wanted.column / by), row: Math.floor(wanted.row / by), side: wanted.side * by };
    };
    for (let level = wanted.level; level >= Math.max(this.file.least, wanted.level - DEEPER); level -= 1) {
      const one = at(level), square = this.squares.get(keyOf(one));
      if (square?.paths) return [{ ...one, square, seen: wanted }];
    }
    const below = at(wanted.level + 1), inside = [];
    for (const [column, row] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
      const one = { ...below, column: below.column + column, row: below.row + row }, square = this.squares.get(keyOf(one));
      if (square?.paths) inside.push({ ...one, square, seen: one });
    }
    return inside;
  }

  // --- painting -------------------------------------------------------------------------------------------------

  async paint() {
    const { wanted, inside, whole } = this, { area, pixel, sharp } = wanted;
    this.turn += 1;
    const { turn } = this, wide = Math.round((area.w / pixel) * sharp), high = Math.round((area.h / pixel) * sharp);
    const sheet = typeof OffscreenCanvas === "undefined"
      ? Object.assign(document.createElement("canvas"), { width: wide, height: high }) : new OffscreenCanvas(wide, high);
    const pen = sheet.getContext("2d"), at = (value, start) => ((value - start) / pixel) * sharp, names = [];
    for (const part of inside.flatMap((one) => this.held(one))) {
      await breath();
      if (turn !== this.turn) return; // something else is wanted by now
      const { column, row, side } = part.seen, scale = at(part.side, 0) / UNIT;
      const [x, right] = [column, column + 1].map((one) => Math.round(at(one * side, area.x)));
      const [y, bottom] = [row, row + 1].map((one) => Math.round(at(one * side, area.y)));
      const [startX, startY] = [at(part.column * part.side, area.x), at(part.row * part.side, area.y)];
      pen.save();
      pen.beginPath();
      pen.rect(x, y, right - x, bottom - y);
      pen.clip();
      pen.setTransform(scale, 0, 0, scale, startX, startY);
      this.square(pen, part.square.paths, sharp / scale);
      pen.restore();
      for (const name of part.square.names) {
        const left = startX + name.x * scale, top = startY + name.y * scale;
        if (left >= x && left < right && top >= y && top < bottom) names.push({ ...name, x: left / sharp, y: top / sharp });
      }
    }
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.write(pen, names);
    const bitmap = sheet.transferToImageBitmap ? sheet.transferToImageBitmap() : await createImageBitmap(sheet);
    this.told = true;
    this.tell({ bitmap, area, pixel, dark: wanted.dark, whole: whole ? inside.map(keyOf).join(" ") : "" });
  }

  get size() { return Math.log2(WORLD / this.wanted.pixel / 512); }

  // `dot` is a pixel in the square's own measure.
  square(pen, paths, dot) {
    const { ink } = this.wanted, { size } = this;
    // Where land is told there is sea without it; else all is land but what is told as water.
    pen.fillStyle = paths.has("earth") ? ink["map-water"] : ink["map-ground"];
    pen.fillRect(-UNIT * 64, -UNIT * 64, UNIT * 129, UNIT * 129);
    for (const { look, fill, from } of AREAS) {
      if (size < from || !paths.has(look)) continue;
      pen.fillStyle = ink[fill];
      pen.fill(paths.get(look));
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
    for (const line of lines) if (!line.ink && line.wide >= 2.5) stroke(line, "map-road-edge", line.wide + 1.6);
    for (const line of lines) stroke(line, line.ink || (line.wide >= 2.5 ? "map-road" : "map-road-thin"), line.wide);
  }

  // Names by their weight, each where no other and no mark stands.
  write(pen, names) {
    const { ink, family, marks, area, pixel } = this.wanted, { size } = this, said = new Map();
    const taken = marks.map(([left, top, reach]) => {
      const x = (left - area.x) / pixel, y = (top - area.y) / pixel;
      return [x - reach, y - reach, x + reach, y + reach];
    });
    const shown = names.filter(({ look }) => size >= NAMES[look].from && size <= NAMES[look].to);
    shown.sort((one, two) => NAMES[one.look].first - NAMES[two.look].first || one.rank - two.rank || (one.text < two.text ? -1 : 1));
    Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3 });
    for (const { look, text, x, y } of shown.slice(0, 600)) {
      const { size: high, weight = 400, slant, ink: colour = "map-name" } = NAMES[look], before = said.get(text);
      if (before && Math.hypot(before.x - x, before.y - y) < 200) continue;
      pen.font = `${slant ? "italic " : ""}${weight} ${high}px ${family}`;
      const half = pen.measureText(text).width / 2 + 4;
      const around = (down) => [x - half, y + down - high * 0.7, x + half, y + down + high * 0.7];
      const free = ([left, top, right, bottom]) => taken.every((one) => one[0] >= right || one[2] <= left || one[1] >= bottom || one[3] <= top);
      // Where a mark or another name stands on the place itself, the name goes below or above it.
      const down = [0, 1.7 * high, -1.7 * high].find((one) => free(around(one)));
      if (down === undefined) continue;
      taken.push(around(down));
      said.set(text, { x, y });
      pen.strokeStyle = ink[colour === "map-name" ? "map-ground" : "map-water"];
      pen.strokeText(text, x, y + down);
      pen.fillStyle = ink[colour];
      pen.fillText(text, x, y + down);
    }
  }
}

if (typeof document === "undefined") {
  let painter = null;
  addEventListener("message", ({ data }) => {
    painter ??= new Painter(data.file, (told) => postMessage(told, [told.bitmap]));
    if (data.wanted) painter.wish(data.wanted);
  });
}
