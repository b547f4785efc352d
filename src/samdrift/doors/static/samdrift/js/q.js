/* The scan page with a script: photos shrink on the phone, and a report without signal waits there until it can be sent. */
"use strict";
(() => {
  const outbox = window.samdriftOutbox;
  const words = document.getElementById("outbox-words").dataset;
  const form = document.getElementById("report");
  document.documentElement.classList.add("js");
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
  if (!outbox || !("indexedDB" in window)) return;

  const newKey = () => crypto.randomUUID ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (+c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> +c / 4).toString(16));

  const show = async () => {
    const box = document.getElementById("outbox"), list = box.querySelector("ul");
    const reports = await outbox.all();
    box.hidden = !reports.length;
    list.replaceChildren(...reports.map((report) => {
      const row = document.createElement("li"), text = document.createElement("span"), note = document.createElement("span");
      text.textContent = report.label || report.reference || "";
      note.className = "small soft";
      note.textContent = report.state === "sent" ? `${words.sent} · ${report.reference}` : report.state === "waiting" ? words.waiting
        : `${words.refused}. ${Object.values(report.errors || {}).join(" ")}`;
      text.append(document.createElement("br"), note);
      row.append(text);
      if (report.state === "sent" && report.track) {
        const link = document.createElement("a");
        link.href = report.track; link.className = "button"; link.textContent = words.follow;
        row.append(link);
      } else if (report.state === "refused") {
        const button = document.createElement("button");
        button.type = "button"; button.className = "button"; button.textContent = words.remove;
        button.addEventListener("click", async () => { await outbox.remove(report.key); show(); });
        row.append(button);
      }
      return row;
    }));
  };
  const drain = async () => { if (navigator.onLine !== false) await outbox.drain().catch(() => {}); await show(); };
  const later = async () => {
    try { (await navigator.serviceWorker.ready).sync?.register("outbox"); } catch { /* the page drains it on the next visit */ }
  };

  if (form) {
    const say = document.getElementById("say"), button = form.querySelector(".main"), label = button.querySelector("span");
    const usual = label.textContent, input = form.elements.photo, name = form.querySelector("[data-photo-name]");
    let key = newKey(), preview = null;
    const tell = (text, kind) => {
      say.textContent = text; say.className = kind; say.hidden = !text;
      if (text) say.scrollIntoView({ block: "nearest" });
    };
    input.addEventListener("change", () => {
      const file = input.files[0];
      preview?.remove(); preview = null;
      if (!file) return;
      name.textContent = words.chosen;
      preview = new Image();
      preview.alt = "";
      preview.onload = () => URL.revokeObjectURL(preview.src);
      preview.src = URL.createObjectURL(file);
      name.before(preview);
    });
    // What fits the words, while they are typed; without signal or on a silent code nothing happens.
    const offer = document.getElementById("offer");
    let pause = 0, asking = null;
    const look = async () => {
      asking?.abort();
      const text = form.elements.text.value.trim();
      if (text.length < 4 || navigator.onLine === false) { offer.replaceChildren(); return; }
      asking = new AbortController();
      const body = new URLSearchParams({ look: "1", part: "1", text: text.slice(0, 400), token: form.elements.token.value });
      try {
        const answer = await fetch(form.getAttribute("action") + location.search, { method: "POST", body, signal: asking.signal, credentials: "same-origin" });
        if (answer.ok) offer.innerHTML = await answer.text();
      } catch { /* somebody types on, or there is no signal */ }
    };
    if (offer) form.elements.text.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(look, 350); });
    form.addEventListener("submit", async (event) => {
      if (event.submitter?.name) return;  // "me too" and "that helped" go the plain way
      event.preventDefault();
      if (button.hasAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true");
      label.textContent = words.sending;
      tell("", "");
      const chosen = form.querySelector("[name=problem]:checked"), file = input.files[0];
      const report = {
        key, url: form.getAttribute("action"), at: Date.now(), state: "waiting", tries: 0,
        label: chosen.closest("label").querySelector("span").textContent,
        fields: { problem: chosen.value, text: form.elements.text.value, contact: form.elements.contact.value, token: form.elements.token.value,
          shown: [...form.querySelectorAll("[name=shown]")].map((one) => one.value).join(" ") },
        photo: file ? await samdriftShrink(file) : null,
      };
      try {
        await outbox.put(report);  // kept first: a phone that dies now loses nothing
        try { await outbox.send(report); } catch { /* no connection: it waits */ }
        if (report.state === "refused") {
          await outbox.remove(key);
          tell(Object.values(report.errors).join(" ") || words.failed, "wrong");
          return;
        }
        await outbox.put(report);
        key = newKey();
        if (report.state === "sent") { location.assign(report.track); return; }
        form.reset();
        offer?.replaceChildren();
        preview?.remove();
        tell(words.kept, "note");
        later();
        show();
      } catch {
        form.elements.key.value = key;
        form.submit();  // no storage on this phone (private window): the plain way
      } finally {
        button.removeAttribute("aria-busy");
        label.textContent = usual;
      }
    });
  }
  addEventListener("online", drain);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) drain(); });
  drain();
})();
