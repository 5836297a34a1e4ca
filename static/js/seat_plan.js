// Reads the geometry of a seating plan (ticketing/seating/geometry.py) and draws it as SVG, for seat_map.js.
"use strict";

globalThis.seatPlan = (() => {
  const SCALE = 10; // units of the file a pixel
  const NEAR = 2.4; // radii around a seat in which a click is meant for it
  const SVG = "http://www.w3.org/2000/svg";
  const KINDS = ["ordinary", "wheelchair", "companion"];

  // Around the middle of a seat: categories differ by shape as well as by color.
  const polygon = (r, ...turns) => turns.map(([x, y], n) => `${n ? "L" : "M"}${x * r} ${y * r}`).join("");
  const OUTLINES = [
    (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
    (r) => `M${-0.85 * r} ${-0.85 * r}h${1.7 * r}v${1.7 * r}h${-1.7 * r}z`,
    (r) => `${polygon(r, [-1.05, 0], [-0.52, -0.95], [0.52, -0.95], [1.05, 0], [0.52, 0.95], [-0.52, 0.95])}z`,
    (r) => `${polygon(r, [-1.12, 0], [0, -1.12], [1.12, 0], [0, 1.12])}z`,
    (r) => `${polygon(r, [0, -1.1], [1.05, -0.25], [0.7, 1], [-0.7, 1], [-1.05, -0.25])}z`,
  ];
  // Holes in the outline (the fill rule is evenodd), so that no state and no kind is shown by color alone.
  const CHECK = (r) => `${polygon(r, [-0.62, 0.02], [-0.38, -0.24], [-0.12, 0.06], [0.42, -0.5], [0.66, -0.24], [-0.12, 0.56])}z`;
  const MARKS = {
    ordinary: () => "",
    wheelchair: (r) => OUTLINES[0](0.5 * r),
    companion: (r) => `M${-0.55 * r} ${-0.2 * r}h${1.1 * r}v${0.4 * r}h${-1.1 * r}z`,
  };
  const CROSS = (r) => `M${-0.6 * r} ${-0.6 * r}l${1.2 * r} ${1.2 * r}m0 ${-1.2 * r}l${-1.2 * r} ${1.2 * r}`;
  const STATES = {
    free: (seat, outline) => outline(seat.radius) + MARKS[seat.kind](seat.radius),
    chosen: (seat, outline) => outline(1.2 * seat.radius) + CHECK(seat.radius),
    mine: (seat, outline) => outline(1.2 * seat.radius) + CHECK(seat.radius),
    held: ({ radius: r }) => `${OUTLINES[0](0.8 * r)}M${-0.55 * r} ${0.55 * r}l${1.1 * r} ${-1.1 * r}`,
    sold: ({ radius: r }) => CROSS(r),
    blocked: ({ radius: r }) => `M${-0.5 * r} 0h${r}`,
  };

  const sums = (differences) => { let sum = 0; return differences.map((each) => (sum += each) / SCALE); };
  const at = (oneOrAll, place) => (Array.isArray(oneOrAll) ? oneOrAll[place] : oneOrAll);

  // The seats in the order of the file; `index` is the place of their state.
  function seatsOf(file) {
    const seats = [];
    for (const [section, row, numbers, dx, dy, categories, radius] of file.rows) {
      const xs = sums(dx), ys = sums(dy);
      const isCounted = numbers.length === 1 && typeof numbers[0] === "number";
      xs.forEach((x, n) => seats.push({
        x, y: ys[n], row, index: file.index ? file.index[seats.length] : seats.length, section: file.sections[section],
        number: isCounted ? numbers[0] + n : numbers[n], category: at(categories, n), radius: at(radius, n) / SCALE,
      }));
    }
    for (const seat of seats) seat.kind = KINDS[file.kinds[seat.index] ?? 0];
    return seats;
  }

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent?.append(made);
    return made;
  }

  function text(words, attributes, parent) {
    element("text", { "text-anchor": "middle", "dominant-baseline": "central", ...attributes }, parent).textContent = words;
  }

  function drawShape([kind, x, y, rotation, color, border, numbers, words], parent) {
    const place = `translate(${x / SCALE} ${y / SCALE}) rotate(${rotation})`;
    const group = element("g", { transform: place }, parent), look = { fill: color, stroke: border };
    const [a, b] = numbers.map((each) => each / SCALE);
    if (kind === "rectangle") element("rect", { width: Math.max(0, a), height: Math.max(0, b), rx: 6, ...look }, group);
    if (kind === "circle") element("circle", { r: Math.abs(a), ...look }, group);
    if (kind === "ellipse") element("ellipse", { rx: Math.abs(a), ry: Math.abs(b), ...look }, group);
    if (kind === "polygon") element("polygon", { points: numbers.map((each) => each / SCALE).join(" "), ...look }, group);
    if (!words) return;
    const [shown, tx, ty, size, ink] = words;
    text(shown, { x: tx / SCALE, y: ty / SCALE, "font-size": size / SCALE, fill: ink }, group);
  }

  const outline = (category, r) => OUTLINES[category % OUTLINES.length](r);
  const pathOf = (seat, state) => STATES[state](seat, (r) => outline(seat.category, r));

  // One path for each seat, in `group`; its state is drawn by a class and a path.
  function draw(file, group) {
    const seats = seatsOf(file), back = element("g", { "aria-hidden": "true" }, group);
    for (const shape of file.shapes) drawShape(shape, back);
    for (const [words, x, y] of file.labels) text(words, { x: x / SCALE, y: y / SCALE, class: "seat-row" }, back);
    const front = element("g", { "fill-rule": "evenodd" }, group);
    for (const seat of seats) {
      const [, color] = file.categories[seat.category];
      seat.element = element("path", { transform: `translate(${seat.x} ${seat.y})`, fill: color }, front);
    }
    return seats;
  }

  function show(seat, state) {
    seat.shown = state;
    seat.element.setAttribute("class", `seat seat-${state}`);
    seat.element.setAttribute("d", pathOf(seat, state));
  }

  // The seat that a click at this point of the plan is meant for.
  function nearest(seats, at) {
    const apart = (seat) => Math.hypot(seat.x - at.x, seat.y - at.y);
    const seat = seats.reduce((best, each) => (apart(each) < apart(best) ? each : best));
    return apart(seat) < NEAR * seat.radius ? seat : null;
  }

  // The nearest seat in that direction; one aside counts as if it were further away.
  function neighbour(seats, from, dx, dy) {
    let best = null, least = Infinity;
    for (const seat of seats) {
      const along = (seat.x - from.x) * dx + (seat.y - from.y) * dy;
      const aside = Math.abs((seat.x - from.x) * dy - (seat.y - from.y) * dx);
      if (along > from.radius / 2 && along + 2.5 * aside < least) { best = seat; least = along + 2.5 * aside; }
    }
    return best;
  }

  return { SCALE, outline, draw, show, nearest, neighbour };
})();
