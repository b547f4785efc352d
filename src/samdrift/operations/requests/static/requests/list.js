/* Keys on a list: j and k move from row to row, Enter opens; links stay links without this. */
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll("tr[data-row]")];
  let at = -1;
  const go = (to) => {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, to));
    const link = all[at].querySelector("a[data-open]");
    link.focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row) at = rows().indexOf(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else return;
    event.preventDefault();
  });
})();
