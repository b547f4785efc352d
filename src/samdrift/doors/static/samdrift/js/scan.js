/* The camera reads codes into a field: the phone's own reader where it has one, else zxing in WebAssembly. The camera stays open,
   so that a whole corridor is done without touching it again; what was read is heard, felt and shown. */
"use strict";
(() => {
  const AGAIN_MS = 3000, EVERY_MS = 120;

  // The code at the end of an address, or the text itself.
  const codeIn = (text) => { try { return new URL(text).pathname.split("/").filter(Boolean).pop() || text; } catch { return text.trim(); } };

  const load = (address) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address; script.onload = done; script.onerror = failed;
    document.head.append(script);
  });
  // `words` says where the engine is: { engine, wasm }. Gives a function that reads what a video shows now, "" for nothing.
  const reader = async (words) => {
    if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue;
    }
    if (!window.ZXingWASM) await load(words.engine);
    ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => words.wasm } });
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      canvas.width = video.videoWidth; canvas.height = video.videoHeight;
      pen.drawImage(video, 0, 0);
      const found = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { formats: ["QRCode"], maxNumberOfSymbols: 1 });
      return found[0]?.text;
    };
  };
  // With signal, so that it is there without: a phone that cannot read codes by itself fetches the engine through its worker.
  const takeAlong = async ({ engine, wasm }) => {
    if ("BarcodeDetector" in window || navigator.connection?.saveData || !("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.ready;
    // Only a worker that has taken the page over keeps what it fetches.
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    for (const one of [engine, wasm]) await fetch(one).catch(() => {});
  };

  // Two sounds nobody confuses, in gloves and in noise: a short high one, or a long low one in two parts; and the same to the hand.
  let sound = null;
  const awake = () => { try { sound ||= new AudioContext(); sound.resume?.(); } catch { /* no sound on this phone */ } };
  const tone = (hertz, from, length, shape, loud) => {
    const made = sound.createOscillator(), level = sound.createGain(), at = sound.currentTime + from;
    made.frequency.value = hertz; made.type = shape; level.gain.value = loud;
    made.connect(level).connect(sound.destination);
    made.start(at); made.stop(at + length);
  };
  const beep = () => { awake(); if (sound) tone(1180, 0, 0.09, "sine", 0.08); navigator.vibrate?.(60); };
  const alarm = () => { awake(); if (sound) for (const from of [0, 0.28]) tone(220, from, 0.22, "square", 0.2); navigator.vibrate?.([200, 80, 200]); };
  window.samdriftScan = { reader, takeAlong, beep, alarm, awake, codeIn };

  for (const box of document.querySelectorAll("[data-scanner]")) {
    const find = (part) => box.querySelector(`[data-scan=${part}]`);
    const start = find("start"), stop = find("stop"), view = find("view"), say = find("say"), video = box.querySelector("video");
    const field = box.querySelector("input"), words = box.dataset;
    let stream = null, last = "", lastAt = 0;
    if (!navigator.mediaDevices?.getUserMedia) continue;
    start.hidden = false;
    const close = () => {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null; view.hidden = true; start.hidden = false;
    };
    const take = (text) => {
      const code = codeIn(text), now = Date.now();
      if (code === last && now - lastAt < AGAIN_MS) return;
      [last, lastAt] = [code, now];
      beep();
      field.value = code;
      say.textContent = words.read.replace("{code}", code);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new CustomEvent("scanned", { bubbles: true, detail: { code } }));
      if (words.auto !== undefined) field.form?.requestSubmit();
    };
    start.addEventListener("click", async () => {
      start.hidden = true; say.textContent = words.starting;
      try {
        const read = await reader(words);
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
        video.srcObject = stream; view.hidden = false; await video.play();
        say.textContent = words.aim;
        while (stream) {
          const text = video.readyState > 1 ? await read(video) : "";
          if (text && stream) take(text);
          await new Promise((done) => setTimeout(done, EVERY_MS));
        }
      } catch { say.textContent = words.denied; close(); }
    });
    stop.addEventListener("click", close);
    addEventListener("pagehide", close);
  }
})();
