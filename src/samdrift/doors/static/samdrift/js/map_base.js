/* The base under the map's sites: a picture of an operator's drawings, in our colours, between the outlines and the
   marks. It is somewhat larger than what is seen and moved while hands move the map; where they rest another is asked
   for. It is painted in a worker (map_painter.js), so that nothing here waits. Decision 0192. */
import { COLOURS } from "./map_looks.js";

const NS = "http://www.w3.org/2000/svg", ROOM = 0.25, REST = 120;

// The painter in a worker; in the page where there is none for modules, as in old browsers.
function painterOf(file, tell) {
  const here = async () => {
    const { Painter } = await import("./map_painter.js");
    return new Painter(file, tell);
  };
  let inside = null, last = null;
  const wish = (wanted) => { last = wanted; inside.then((painter) => painter.wish(wanted)); };
  if (!("Worker" in window)) { inside = here(); return wish; }
  const worker = new Worker(new URL("./map_painter.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => tell(data));
  worker.addEventListener("error", () => {
    worker.terminate();
    inside ??= here();
    if (last) wish(last);
  });
  worker.postMessage({ file });
  return (wanted) => {
    last = wanted;
    if (inside) wish(wanted); else worker.postMessage({ wanted });
  };
}

export class Base {
  constructor(box, svg, layers) {
    this.box = box;
    // The outlines and their names lie below: they are seen where the file has nothing.
    this.under = document.createElementNS(NS, "svg");
    this.under.setAttribute("class", "map-under");
    this.under.setAttribute("aria-hidden", "true");
    this.under.append(layers.ground, layers.names);
    this.canvas = Object.assign(document.createElement("canvas"), { className: "map-base", hidden: true });
    this.canvas.setAttribute("aria-hidden", "true");
    box.classList.add("based");
    svg.before(this.under, this.canvas);
    const { tiles, tilesLeast, tilesMost, baseBox } = box.dataset, [left, top, right, bottom] = baseBox.split(" ").map(Number);
    const language = document.documentElement.lang.slice(0, 2) || "en";
    const file = { address: tiles, least: Number(tilesLeast), most: Number(tilesMost), bounds: { left, top, right, bottom }, language };
    this.wish = painterOf(file, (told) => this.painted(told));
    const again = () => { if (this.view) this.ask(); };
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    for (const asked of ["(prefers-color-scheme: dark)", "print"]) matchMedia(asked).addEventListener("change", again);
  }

  /* Shows a part of the plane, at once from what is painted. `marks` are the points where something stands above. */
  show(view, pixel, marks) {
    this.view = view;
    this.pixel = pixel;
    this.marks = marks || [];
    this.under.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    this.place();
    clearTimeout(this.resting);
    const late = performance.now() - (this.asked ?? -Infinity) > 2 * REST;
    if (late && !this.covers()) this.ask(); else this.resting = setTimeout(() => this.ask(), REST);
  }

  covers() {
    const { view } = this, area = this.drawn?.area;
    return area && view.x >= area.x && view.y >= area.y && view.x + view.w <= area.x + area.w && view.y + view.h <= area.y + area.h;
  }

  place() {
    if (!this.drawn) return;
    const { area, pixel } = this.drawn, { view } = this;
    const left = (area.x - view.x) / this.pixel, top = (area.y - view.y) / this.pixel;
    this.canvas.style.transform = `translate(${left}px, ${top}px) scale(${pixel / this.pixel})`;
  }

  ask() {
    clearTimeout(this.resting);
    this.asked = performance.now();
    const { view, pixel } = this, style = getComputedStyle(document.documentElement);
    this.wish({
      area: { x: view.x - view.w * ROOM, y: view.y - view.h * ROOM, w: view.w * (1 + 2 * ROOM), h: view.h * (1 + 2 * ROOM) },
      pixel,
      dark: style.colorScheme === "dark", // paper is light: the style sheet leaves a dark picture out there
      sharp: Math.min(devicePixelRatio || 1, 2),
      ink: Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])),
      family: getComputedStyle(this.box).fontFamily,
      marks: this.marks.map(({ x, y, members }) => [x, y, members.length > 1 ? 16 : 10]),
    });
  }

  painted({ bitmap, area, pixel, whole, dark }) {
    const { canvas } = this;
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.style.width = `${area.w / pixel}px`;
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    this.drawn = { area, pixel };
    canvas.classList.toggle("dark", dark);
    canvas.hidden = false;
    this.place();
    if (whole) this.box.dataset.baseDrawn = whole;
  }
}
