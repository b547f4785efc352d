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
  const reader = async (box) => {
    if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue;
    }
    await load(box.dataset.engine);
    ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => box.dataset.wasm } });
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      canvas.width = video.videoWidth; canvas.height = video.videoHeight;
      pen.drawImage(video, 0, 0);
      const found = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { formats: ["QRCode"], maxNumberOfSymbols: 1 });
      return found[0]?.text;
    };
  };
  let sound = null;
  const beep = () => {
    try {
      sound ||= new AudioContext();
      const tone = sound.createOscillator(), level = sound.createGain();
      tone.frequency.value = 1180; level.gain.value = 0.08;
      tone.connect(level).connect(sound.destination);
      tone.start(); tone.stop(sound.currentTime + 0.09);
    } catch { /* a phone on silent */ }
    navigator.vibrate?.(60);
  };

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
        const read = await reader(box);
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
