/* Keys at the desk: j and k walk, c confirms, a assigns to the first team, n takes a new contact. All of it works without. */
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const here = () => document.activeElement?.closest("[data-row]");
  const go = (step) => {
    const all = rows(), at = all.indexOf(here());
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const press = (move) => here()?.querySelector(`form[data-move="${move}"] button`)?.click();
  const does = { j: () => go(1), k: () => go(-1), c: () => press("confirm"), a: () => press("assign"), n: () => document.querySelector("[data-key=n]")?.click() };
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (does[event.key]) { event.preventDefault(); does[event.key](); }
  });
  document.addEventListener("htmx:after:swap", () => { if (rows().length) document.getElementById("nothing")?.remove(); });
})();
