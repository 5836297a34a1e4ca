// Changes of a seating plan's document (the JSON of pretix), for plan_editor.js. A block is a zone. Keys that are not
// known here stay as they are; new seats get guids of their own, existing ones have theirs for ever.
"use strict";

globalThis.planDocument = (() => {
  const PITCH = 24, DISTANCE = 28, RADIUS = 10; // pixels from seat to seat, from row to row, and of a seat
  const KIND = "jumun_kind";

  const rowsOf = (zone) => zone.rows ?? [];
  const seatsOf = (zone) => rowsOf(zone).flatMap((row) => row.seats ?? []);
  const at = (thing) => thing.position ?? { x: 0, y: 0 };

  const middle = (row) => (row.seats ?? []).reduce((sum, seat) => sum + at(seat).y, 0) / (row.seats?.length || 1) + at(row).y;

  // "A", "B" … "Z", "AA" for places counted from 0; numbers, if the first one is; others get a number after them.
  function nameOf(first, place) {
    if (/^\d+$/.test(first)) return String(Number(first) + place);
    if (!/^[a-z]+$/i.test(first)) return `${first}${place + 1}`;
    let number = [...first.toUpperCase()].reduce((sum, each) => sum * 26 + each.charCodeAt(0) - 64, 0) + place, name = "";
    for (; number > 0; number = Math.floor((number - 1) / 26)) name = String.fromCharCode(65 + ((number - 1) % 26)) + name;
    return name;
  }

  // `curve` from 0 (straight) to 100: how far the ends of a row bend towards the stage, above.
  function newBlock({ name, rows, seats, curve, category, x, y }) {
    const bend = (n) => { const from = (n - (seats - 1) / 2) / Math.max(1, seats / 2); return -curve * from * from; };
    return {
      name, uuid: crypto.randomUUID(), position: { x, y }, areas: [],
      rows: Array.from({ length: rows }, (_, r) => ({
        row_number: nameOf("A", r), row_number_position: "both", uuid: crypto.randomUUID(), position: { x: 0, y: r * DISTANCE },
        seats: Array.from({ length: seats }, (__, n) => ({
          seat_guid: crypto.randomUUID(), seat_number: String(n + 1), radius: RADIUS, category,
          position: { x: n * PITCH, y: Math.round(bend(n) * 10) / 10 },
        })),
      })),
    };
  }

  function copyOf(zone, name) {
    const copy = structuredClone(zone);
    Object.assign(copy, { name, position: { x: at(zone).x + 40, y: at(zone).y + 40 } });
    for (const part of [copy, ...rowsOf(copy), ...(copy.areas ?? [])]) if ("uuid" in part) part.uuid = crypto.randomUUID();
    if ("zone_id" in copy) copy.zone_id = crypto.randomUUID();
    for (const seat of seatsOf(copy)) {
      seat.seat_guid = crypto.randomUUID();
      if ("uuid" in seat) seat.uuid = seat.seat_guid;
    }
    return copy;
  }

  // `step` 2 counts 1, 3, 5 …; `up` names rows from below, `left` numbers seats from the right.
  function renumber(zone, { row, up, seat, step, left }) {
    const rows = [...rowsOf(zone)].sort((a, b) => middle(a) - middle(b));
    if (up) rows.reverse();
    rows.forEach((each, place) => {
      each.row_number = nameOf(row, place);
      const seats = [...(each.seats ?? [])].sort((a, b) => at(a).x - at(b).x);
      if (left) seats.reverse();
      seats.forEach((one, n) => { one.seat_number = String(seat + n * step); });
    });
  }

  const move = (zone, dx, dy) => { zone.position = { ...at(zone), x: at(zone).x + dx, y: at(zone).y + dy }; };

  function mark(seats, kind) {
    for (const seat of seats) {
      if (kind === "ordinary") delete seat[KIND];
      else seat[KIND] = kind;
    }
  }

  function renameCategory(plan, former, name) {
    plan.categories.find((each) => each.name === former).name = name;
    for (const seat of plan.zones.flatMap(seatsOf)) if (seat.category === former) seat.category = name;
  }

  return { KIND, at, rowsOf, seatsOf, newBlock, copyOf, renumber, move, mark, renameCategory };
})();
