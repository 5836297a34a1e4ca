// What is known of each seat of a map, by its index, for seat_map.js: of two messages about a seat the higher version wins,
// and a hold whose time is over is free without a message.
"use strict";

globalThis.seatStates = (() => {
  const NAMES = { ".": "free", h: "held", s: "sold", b: "blocked" };

  // `data` is that of the page: see "seat-data" in seat_map.js.
  function create(indexes, data) {
    const offset = (data.now ?? Date.now()) - Date.now(); // of the server's clock
    const now = () => Date.now() + offset;
    const known = new Map(), lapsing = new Map();
    let version = data.version ?? 0;

    function set(index, character, at, until) {
      known.set(index, [NAMES[character] ?? "blocked", at, until]);
      if (character === "h" && until) lapsing.set(index, until);
      else lapsing.delete(index);
    }

    const last = data.states ?? ".".repeat(1 + Math.max(...indexes));
    for (const index of indexes) set(index, last[index], version, data.until?.[index]);

    return {
      // "free", "held", "sold" or "blocked".
      of(index) {
        const [name, , until] = known.get(index);
        return name === "held" && until && until <= now() ? "free" : name;
      },

      // Up to this version no change is missing.
      get version() { return version; },

      // The indexes of the seats that changed, of {"1": [character, version, until]}.
      take(changes, upTo = 0) {
        const newer = ([index, [, at]]) => known.has(index) && at > known.get(index)[1];
        const all = Object.entries(changes).map(([key, change]) => [Number(key), change]);
        const fresh = all.filter(newer);
        for (const [index, change] of fresh) set(index, ...change);
        version = Math.max(version, upTo, ...all.map(([, [, at]]) => at));
        return fresh.map(([index]) => index);
      },

      // The indexes of the seats whose hold is over since the last call.
      lapsed() {
        const over = [...lapsing].filter(([, until]) => until <= now()).map(([index]) => index);
        for (const index of over) lapsing.delete(index);
        return over;
      },
    };
  }

  return { create };
})();
