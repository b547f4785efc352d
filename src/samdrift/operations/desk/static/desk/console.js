/* Keys at the console: every one presses a button of the page, so that all of it works without this file. */
"use strict";
(() => {
  const form = document.querySelector("[data-console]");
  const at = (selector) => document.querySelector(selector);
  const typing = (event) => event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
  const press = (button) => button && form.requestSubmit(button);
  // Browsers focus it when they first draw, which on a busy machine is after the first key: "/" would be a letter then.
  at("[autofocus]")?.focus();

  // Walks through a list by arrow keys or j and k; the page keeps one of its parts in the tab order.
  const walk = (all, step) => {
    const now = all.indexOf(document.activeElement.closest("[data-rove], [data-row]"));
    const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const found = () => [...document.querySelectorAll("#found [data-rove]")];
  // What was found belongs to the words it was asked for: keys that come sooner mean what these words will find.
  const isFound = () => at("#found").dataset.asked === at("#f-q").value;
  let wish = null;
  const whenFound = (does) => { if (isFound()) { does(); return; } wish = does; at("#f-q").dispatchEvent(new Event("ask")); };
  const pressFirst = () => press(found()[0]);
  document.addEventListener("input", (event) => { if (event.target.id === "f-q") wish = null; });
  document.addEventListener("htmx:after:swap", () => { if (wish && isFound()) { const does = wish; wish = null; does(); } });
  const rows = () => [...document.querySelectorAll("#beside [data-row]")];
  const moves = (name) => (document.activeElement.closest("[data-row]") || at("#beside"))?.querySelector(`[data-move="${name}"]`);
  const meToo = () => document.activeElement.closest("[data-row]")?.querySelector("[data-move=me_too]") || at("[data-key-once=m]") || moves("me_too");
  const does = {
    "/": () => { at("#f-q").focus(); at("#f-q").select(); },
    t: () => at("#f-text").focus(),
    j: () => walk(rows(), 1), k: () => walk(rows(), -1),
    m: () => press(meToo()), f: () => press(moves("chaser")),
    h: () => { at("#hand-over").open = true; at("#f-note").focus(); },
    "?": () => at("[data-key='?']").click(),
  };
  // Before app.js hears it: its own "/" goes to the search at the top of every page.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); press(at("[data-key=o]")); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || at("dialog[open]")) return;
    const inSearch = event.target.id === "f-q", picking = event.target.closest("[data-rove]");
    if (event.key === "/" && inSearch && !event.target.value) { event.preventDefault(); return; }  // they are there already
    if (event.key === "ArrowDown" && inSearch) { event.preventDefault(); whenFound(() => walk(found(), 1)); return; }
    if (event.key === "ArrowDown" && picking) { event.preventDefault(); walk(found(), 1); return; }
    if (event.key === "ArrowUp" && picking) {
      event.preventDefault();
      if (found()[0] === picking) at("#f-q").focus(); else walk(found(), -1);
      return;
    }
    // Enter in the search field takes what was found first.
    if (event.key === "Enter" && inSearch && (found().length || !isFound())) { event.preventDefault(); whenFound(pressFirst); return; }
    if (event.key === "Escape" && typing(event)) { wish = null; event.target.blur(); at("#main").focus(); return; }
    if (typing(event)) return;
    const digit = at(`#beside [data-digit="${event.key}"]`);
    const key = event.key.length === 1 ? at(`[data-key="${CSS.escape(event.key)}"]`) : null;
    if (does[event.key]) { event.preventDefault(); event.stopImmediatePropagation(); does[event.key](); }
    else if (digit) { event.preventDefault(); digit.checked = true; digit.dispatchEvent(new Event("change", { bubbles: true })); }
    else if (key?.form === form) { event.preventDefault(); press(key); }
  }, true);
  // Another type has another promise: ask for it, with what stands in the form.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("#beside [name=type]")) return;
    at("#beside [name=auto]").value = "";  // chosen now, not guessed
    at("#f-text").dispatchEvent(new Event("ask"));
  });
})();
