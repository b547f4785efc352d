/* The base under maps that stand still, on pages without map.js: the picture that is seen gets it, and keeps it when the
   window changes its width. */
import { Base } from "./map_base.js";

for (const box of document.querySelectorAll(".map[data-base]:not([data-points])")) {
  const drawn = [...box.querySelectorAll("svg[data-pixel]")], svg = drawn.find((one) => getComputedStyle(one).display !== "none");
  if (svg) {
    for (const other of drawn) if (other !== svg) other.remove();
    svg.removeAttribute("class");
    const [x, y, w, h] = svg.getAttribute("viewBox").split(" ").map(Number);
    const marks = [...svg.querySelectorAll(".map-marks [data-at]")].map((one) => {
      const [left, top] = one.dataset.at.split(" ").map(Number);
      return { x: left, y: top, members: one.querySelector("text") ? [one, one] : [one] };
    });
    const layers = { ground: svg.querySelector(".map-ground"), names: svg.querySelector(".map-names") };
    const base = new Base(box, svg, layers);
    new ResizeObserver(() => { if (svg.clientWidth) base.show({ x, y, w, h }, w / svg.clientWidth, marks); }).observe(box);
  }
}
