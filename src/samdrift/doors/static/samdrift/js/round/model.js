/* The rounds as they stand on this phone: what was loaded, and on top of it what was tapped since. No document here. */
"use strict";
var samdriftRound = (() => {
  const SAID = { room_done: "done", room_skip: "skipped" };
  // Every round of the day with its rooms; each room: state (left, done, skipped), mark, waits, refused.
  const standing = (day, queue) => {
    const rounds = structuredClone(day?.parts?.rounds?.rounds || []), rooms = new Map();
    let order = 0;
    const base = [];
    for (const round of rounds) {
      for (const room of round.rooms) {
        Object.assign(room, { round, said: [], waits: false, refused: "", touched: 0 });
        rooms.set(`${room.uid} ${round.day}`, room);
        if (room.mark) base.push(room);
      }
    }
    base.sort((a, b) => a.mark.at.localeCompare(b.mark.at));
    for (const room of base) { room.said.push(room.mark); room.touched = ++order; }
    for (const action of queue) {
      if (action.person !== day?.person || !(SAID[action.kind] || action.kind === "room_undo")) continue;
      const { body } = action, room = rooms.get(`${body.stop} ${body.day}`);
      if (!room) continue;
      if (action.state === "refused") { room.refused = action.words; continue; }
      if (action.seen) continue;
      room.refused = "";
      if (action.kind === "room_undo") room.said = room.said.filter((one) => one.uid !== body.mark);
      else { room.said.push({ uid: action.uid, kind: SAID[action.kind], reason: body.reason || "", by_scan: Boolean(body.code), mine: true }); room.touched = ++order; }
      room.waits ||= action.state === "waiting";
    }
    for (const room of rooms.values()) { room.mark = room.said.at(-1) || null; room.state = room.mark?.kind || "left"; }
    return rounds;
  };
  // The first room left behind the last one touched, else the first left, else one to make up: as the server's rule says.
  const nextRoom = (round) => {
    const { rooms } = round, touched = Math.max(0, ...rooms.map((room) => room.touched));
    const begin = touched ? rooms.findIndex((room) => room.touched === touched) + 1 : 0;
    const turned = [...rooms.slice(begin), ...rooms.slice(0, begin)];
    return turned.find((room) => room.state === "left") || turned.find((room) => room.state === "skipped") || null;
  };
  // What one said last oneself and has not taken back: [room, mark], or null.
  const lastSaid = (rounds, queue, person) => {
    const rooms = rounds.flatMap((round) => round.rooms), undone = new Set(queue.filter((one) => one.kind === "room_undo" && one.state !== "refused").map((one) => one.body.mark));
    for (const action of [...queue].reverse()) {
      if (action.person !== person || !SAID[action.kind] || action.state === "refused" || undone.has(action.uid)) continue;
      const room = rooms.find((one) => one.uid === action.body.stop && one.round.day === action.body.day);
      return room?.mark?.uid === action.uid ? [room, room.mark] : null;
    }
    return null;
  };
  const far = (round) => {
    const count = (state) => round.rooms.filter((room) => room.state === state).length;
    return { done: count("done"), skipped: count("skipped"), left: count("left"), all: round.rooms.length };
  };
  return { standing, nextRoom, lastSaid, far };
})();
