/* A small store on this phone: IndexedDB by promises. Used by pages and by service workers, so it touches no document.
   samdriftKept(name, version, upgrade(base, from)) → act(stores, mode, does(step)): `does` gives the request whose result counts;
   what was written stands on the disk when the promise is kept. */
"use strict";
var samdriftKept = (name, version, upgrade) => {
  let opened = null;
  const open = () => opened ||= new Promise((done, failed) => {
    const asked = indexedDB.open(name, version);
    asked.onupgradeneeded = (event) => upgrade(asked.result, event.oldVersion, asked.transaction);
    asked.onsuccess = () => {
      // A newer page wants to bring the store up to date: make way for it, and open again when asked.
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      asked.result.onclose = () => { opened = null; };
      done(asked.result);
    };
    asked.onerror = () => { opened = null; failed(asked.error); };
  });
  return async (stores, mode, does) => {
    const base = await open();
    return new Promise((done, failed) => {
      const step = base.transaction(stores, mode, { durability: mode === "readwrite" ? "strict" : "default" });
      let asked = null;
      step.oncomplete = () => done(asked?.result);
      step.onerror = step.onabort = () => failed(step.error || asked?.error);
      try { asked = does(step); } catch (error) { step.abort(); failed(error); }
    });
  };
};
