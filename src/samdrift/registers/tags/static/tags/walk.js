/* Walk mode with the camera: it stays open from room to room. Uses the phone's own code reader, else zxing as WebAssembly. */
"use strict";
(() => {
  const me = document.currentScript, form = document.getElementById("walk"), button = document.getElementById("walk-camera");
  const video = document.getElementById("walk-video");
  if (!form || !navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  const KEY = "samdrift-walk-camera";

  const load = (address) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address; script.onload = done; script.onerror = failed;
    document.head.append(script);
  });
  const ownReader = async () => {
    if (!("BarcodeDetector" in window) || !(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  };
  const zxingReader = async () => {
    await load(me.dataset.zxing);
    await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => me.dataset.wasm }, fireImmediately: true });
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      canvas.width = video.videoWidth; canvas.height = video.videoHeight;
      pen.drawImage(video, 0, 0);
      const found = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { formats: ["QRCode"], maxNumberOfSymbols: 1 });
      return found[0]?.text;
    };
  };
  const beep = () => {
    try {
      const sound = new AudioContext(), tone = sound.createOscillator();
      tone.frequency.value = 1200; tone.connect(sound.destination); tone.start(); tone.stop(sound.currentTime + 0.08);
    } catch { /* no sound on this phone */ }
    navigator.vibrate?.(60);
  };
  const error = document.getElementById("walk-error");
  let last = "", going = false;

  // The page is exchanged under the open camera, so that the video never stops between two rooms.
  const advance = async (next) => {
    const page = await (await fetch(`${location.pathname}${next ? `?at=${next}` : ""}`, { headers: { Accept: "text/html" } })).text();
    const made = new DOMParser().parseFromString(page, "text/html");
    const there = made.getElementById("walk");
    if (!there) { location.assign(location.pathname); return; }
    form.elements.space.value = there.elements.space.value;
    form.elements.after.value = there.elements.after.value;
    form.elements.code.value = "";
    const [old, fresh] = [document, made].map((one) => one.getElementById("walk").closest(".card-body").querySelector(".lead"));
    old.replaceChildren(...fresh.childNodes);
    for (const id of ["walk-undo"]) {
      const shown = document.getElementById(id), drawn = made.getElementById(id);
      if (shown && drawn) shown.replaceWith(document.adoptNode(drawn));
      else if (drawn) form.closest("section").before(document.adoptNode(drawn));
    }
    document.querySelector(".progress")?.replaceWith(document.adoptNode(made.querySelector(".progress")));
  };
  const claim = async (code) => {
    form.elements.code.value = code;
    const answer = await fetch(location.pathname, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = await answer.json();
    error.textContent = told.error || "";
    if (!answer.ok) { navigator.vibrate?.([60, 60, 60]); return; }
    beep();
    await advance(told.next);
  };
  const start = async () => {
    if (going) return;
    going = true;
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.hidden = false;
      await video.play();
      sessionStorage.setItem(KEY, "1");
      button.hidden = true;
      const read = (await ownReader()) || (await zxingReader());
      for (;;) {
        await new Promise((later) => setTimeout(later, 150));
        if (document.hidden || video.readyState < 2) continue;
        const code = await read().catch(() => "");
        if (code && code !== last) { last = code; await claim(code).catch(() => { last = ""; }); }
      }
    } catch { going = false; button.hidden = false; video.hidden = true; }
  };
  button.addEventListener("click", start);
  if (sessionStorage.getItem(KEY)) start();
})();
