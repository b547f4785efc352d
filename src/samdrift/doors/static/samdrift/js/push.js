/* Allowing push messages in this browser, on the page where ways are chosen. Without it that page works all the same. */
"use strict";
(() => {
  const box = document.querySelector("[data-push-key]");
  if (!box || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const button = box.querySelector("button"), token = box.dataset.csrf;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const tell = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
  const show = (on) => { button.textContent = on ? box.dataset.off : box.dataset.on; button.setAttribute("aria-pressed", String(on)); box.hidden = false; };
  const ready = navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready);
  ready.then((worker) => worker.pushManager.getSubscription()).then((known) => show(Boolean(known))).catch(() => {});
  button.addEventListener("click", async () => {
    const worker = await ready, known = await worker.pushManager.getSubscription();
    try {
      if (known) { await tell(box.dataset.letGo, { endpoint: known.endpoint }); await known.unsubscribe(); return show(false); }
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.pushKey) });
      const answer = await tell(box.dataset.allow, made.toJSON());
      if (!answer.ok) await made.unsubscribe();
      show(answer.ok);
    } catch { show(false); }
  });
})();
