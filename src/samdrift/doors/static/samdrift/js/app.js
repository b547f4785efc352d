/* Comforts on top of pages that work without them: menus close, dialogs open, forms are not sent twice. */
"use strict";
(() => {
  const on = (kind, does, options) => document.addEventListener(kind, does, options);

  // Menus (<details class="menu">) close on a click elsewhere, on Escape and when another one opens.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  };
  on("click", (event) => closeMenus(event.target.closest("details.menu")));
  on("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      if (location.hash === "#nav") location.hash = "#";
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector(".find input");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
  });

  // <button data-dialog="id"> opens a <dialog>; without a script its content is a page of its own (the button's link).
  on("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    if (event.target.closest("[data-close]")) event.target.closest("dialog, .notice, details.confirm")?.[
      event.target.closest("dialog") ? "close" : "remove"]();
    if (event.target.matches("dialog.dialog")) event.target.close();
  });
  on("click", (event) => {
    const cancel = event.target.closest("[data-fold]");
    if (cancel) { cancel.closest("details").open = false; cancel.closest("details").querySelector("summary").focus(); }
  });

  // A form is sent once: its button says so until the answer comes. The pressed button's value still travels.
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.again !== undefined) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    (event.submitter || form).setAttribute("aria-busy", "true");
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Filters apply as they change; the button stays for those without a script.
  on("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
    const all = event.target.closest("[data-select-all]");
    if (all) for (const box of all.closest("table").querySelectorAll(".row-select")) box.checked = all.checked;
    if (event.target.closest("table")) {
      const count = document.querySelectorAll(".row-select:checked").length;
      for (const place of document.querySelectorAll("[data-selected]")) { place.hidden = !count; }
      for (const number of document.querySelectorAll("[data-selected-count]")) number.textContent = count;
    }
  });

  // Photos of forms with data-photo shrink on the device before they are sent; what cannot be read is sent as it is.
  const shrink = async (file) => {
    const small = await samdriftShrink(file);
    return small !== file && small.size < file.size ? new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  };
  on("change", async (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-photo]") || !input.files.length || input.dataset.busy) return;
    input.dataset.busy = "1";
    const parcel = new DataTransfer();
    for (const file of input.files) parcel.items.add(await shrink(file));
    input.files = parcel.files;
    delete input.dataset.busy;
  });

  // The theme follows a press at once; the server keeps it for the next page.
  on("click", (event) => {
    const choice = event.target.closest("button[name='theme']");
    if (choice) document.documentElement.className = choice.value === "auto" ? "" : `theme-${choice.value}`;
  });

  // Floor plans: larger and smaller by buttons, drawing the same picture.
  on("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    const picture = button && document.getElementById(button.dataset.plan)?.querySelector("svg");
    if (!picture) return;
    const box = picture.viewBox.baseVal;
    picture.dataset.whole ||= `${box.x} ${box.y} ${box.width} ${box.height}`;
    const factor = { in: 0.75, out: 4 / 3 }[button.dataset.zoom];
    const whole = picture.dataset.whole.split(" ").map(Number);
    if (!factor || box.width * factor >= whole[2]) { picture.setAttribute("viewBox", picture.dataset.whole); return; }
    const width = box.width * factor, height = box.height * factor;
    picture.setAttribute("viewBox", [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height].map(Math.round).join(" "));
  });
  let grip = null;
  on("pointerdown", (event) => {
    const picture = event.target.closest(".plan svg");
    if (picture?.dataset.whole) grip = { picture, x: event.clientX, y: event.clientY, box: picture.getAttribute("viewBox").split(" ").map(Number), moved: false };
  });
  on("pointermove", (event) => {
    if (!grip) return;
    const scale = grip.box[2] / grip.picture.clientWidth;
    const [dx, dy] = [(event.clientX - grip.x) * scale, (event.clientY - grip.y) * scale];
    if (Math.abs(event.clientX - grip.x) + Math.abs(event.clientY - grip.y) > 6) grip.moved = true;
    grip.picture.setAttribute("viewBox", [grip.box[0] - dx, grip.box[1] - dy, grip.box[2], grip.box[3]].map(Math.round).join(" "));
  });
  on("pointerup", () => { if (grip && !grip.moved) grip = null; else setTimeout(() => { grip = null; }, 0); });
  on("click", (event) => { if (grip?.moved) event.preventDefault(); }, true);
})();
