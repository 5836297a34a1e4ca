// The editor of a seating plan: <form data-plan-editor="URL to save" data-seen="version"> with the document in
// <script id="plan-document">. Needs plan_document.js. [data-plan-svg] is the drawing: a press on a block selects it, a drag
// or the arrow keys move it (with Shift by one pixel), a press on a seat of the selected block marks the seat.
// select[data-blocks] lists the blocks; buttons are named by data-do, fields by data-field; [data-categories] gets a copy
// of <template data-category> for each. [data-editor-status] shows why nothing was stored.
"use strict";

(() => {
  const root = document.querySelector("[data-plan-editor]");
  if (!root) return;
  const { at, KIND } = planDocument, SVG = "http://www.w3.org/2000/svg", MARGIN = 40, MOST_UNDO = 100;
  const find = (selector) => root.querySelector(selector), field = (name) => find(`[data-field="${name}"]`);
  const svg = find("[data-plan-svg]"), blocks = find("[data-blocks]"), status = find("[data-editor-status]");
  let plan = JSON.parse(document.getElementById("plan-document").textContent);
  let past = [], future = [], stored = JSON.stringify(plan), block = 0, drag = null;
  const marked = new Set(); // guids

  const say = (words) => { status.textContent = words; };
  const zone = () => plan.zones[block];
  const number = (name, low, high) => Math.min(high, Math.max(low, Math.round(Number(field(name).value)) || low));

  /* ---- Changes, each of which can be undone ---- */

  function change(act) {
    past = [...past, JSON.stringify(plan)].slice(-MOST_UNDO);
    future = [];
    act();
    show();
  }

  function travel(from, to) {
    if (!from.length) return;
    to.push(JSON.stringify(plan));
    plan = JSON.parse(from.pop());
    block = Math.min(block, plan.zones.length - 1);
    show();
  }

  const isChanged = () => JSON.stringify(plan) !== stored;

  /* ---- Drawing ---- */

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent?.append(made);
    return made;
  }

  const text = (words, attributes, parent) => { element("text", { "text-anchor": "middle", "dominant-baseline": "central", ...attributes }, parent).textContent = words; };

  function drawArea(area, parent) {
    const group = element("g", { transform: `translate(${at(area).x} ${at(area).y}) rotate(${area.rotation ?? 0})` }, parent);
    const look = { fill: area.color ?? "none", stroke: area.border_color ?? "none" };
    const kind = area.shape || "rectangle", box = area.rectangle ?? area; // older files have the size in the area
    if (kind === "rectangle") element("rect", { width: box.width ?? 0, height: box.height ?? 0, rx: 6, ...look }, group);
    if (kind === "circle") element("circle", { r: area.circle.radius, ...look }, group);
    if (kind === "ellipse") element("ellipse", { rx: area.ellipse.radius.x, ry: area.ellipse.radius.y, ...look }, group);
    if (kind === "polygon") element("polygon", { points: area.polygon.points.map(({ x, y }) => `${x},${y}`).join(" "), ...look }, group);
    const words = typeof area.text === "string" ? { text: area.text, position: { x: box.width / 2, y: box.height / 2 } } : area.text;
    if (words?.text) text(words.text, { ...at(words), fill: words.color ?? "#3d342f", "font-size": words.size ?? 16 }, group);
  }

  function drawSeat(seat, row, colors, parent) {
    const x = at(row).x + at(seat).x, y = at(row).y + at(seat).y, isMarked = marked.has(seat.seat_guid);
    const kind = seat[KIND] ? { wheelchair: "♿", companion: "+" }[seat[KIND]] : seat.seat_number;
    const circle = { cx: x, cy: y, r: seat.radius ?? 10, fill: colors[seat.category] ?? "#b8b0aa", "data-guid": seat.seat_guid };
    element("circle", { ...circle, class: isMarked ? "plan-seat plan-seat-marked" : "plan-seat" }, parent);
    text(kind, { x, y, class: "plan-seat-number" }, parent);
  }

  function drawZone(each, place, colors) {
    const group = element("g", { transform: `translate(${at(each).x} ${at(each).y})`, "data-block": place }, svg);
    group.setAttribute("class", place === block ? "plan-block plan-block-selected" : "plan-block");
    for (const area of each.areas ?? []) drawArea(area, group);
    for (const row of planDocument.rowsOf(each)) {
      const [first] = row.seats ?? [];
      if (first) text(row.row_number, { x: at(row).x + at(first).x - 26, y: at(row).y + at(first).y, class: "seat-row" }, group);
      for (const seat of row.seats ?? []) drawSeat(seat, row, colors, group);
    }
  }

  function draw() {
    const colors = Object.fromEntries(plan.categories.map(({ name, color }) => [name, color]));
    svg.replaceChildren();
    plan.zones.forEach((each, place) => drawZone(each, place, colors));
    if (drag) return;
    const { x, y, width, height } = svg.getBBox();
    svg.setAttribute("viewBox", `${x - MARGIN} ${y - MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`);
  }

  function showCategories() {
    const rows = find("[data-categories]"), template = root.querySelector("template[data-category]");
    rows.replaceChildren(...plan.categories.map(({ name, color }) => {
      const row = template.content.firstElementChild.cloneNode(true), [names, colors] = row.querySelectorAll("input");
      Object.assign(names, { value: name, onchange: () => {
        const fresh = names.value.trim();
        if (!fresh || plan.categories.some((each) => each.name === fresh)) names.value = name;
        else change(() => planDocument.renameCategory(plan, name, fresh));
      } });
      Object.assign(colors, { value: /^#[0-9a-f]{6}$/i.test(color) ? color : "#b8b0aa", onchange: () => {
        change(() => { plan.categories.find((each) => each.name === name).color = colors.value; });
      } });
      return row;
    }));
    const chosen = field("category").value;
    field("category").replaceChildren(...plan.categories.map(({ name }) => new Option(name, name, false, name === chosen)));
  }

  function show() {
    draw();
    showCategories();
    blocks.replaceChildren(...plan.zones.map((each, place) => new Option(`${each.name || place + 1} · ${planDocument.seatsOf(each).length}`, place, false, place === block)));
    field("name").value = zone()?.name ?? "";
    find('[data-do="undo"]').disabled = !past.length;
    find('[data-do="redo"]').disabled = !future.length;
    find('[data-do="save"]').disabled = !isChanged();
    find("[data-marked]").textContent = marked.size;
  }

  function select(place) {
    block = place;
    marked.clear();
    show();
  }

  /* ---- Buttons ---- */

  const chosenSeats = () => {
    const seats = zone() ? planDocument.seatsOf(zone()) : [];
    return marked.size ? seats.filter((seat) => marked.has(seat.seat_guid)) : seats;
  };

  function add() {
    const boxes = svg.getBBox(), category = field("category").value;
    const size = { rows: number("rows", 1, 100), seats: number("seats", 1, 200), curve: number("curve", 0, 100) };
    const place = { x: Math.round(boxes.x), y: Math.round(boxes.y + boxes.height + 40) };
    plan.zones.push(planDocument.newBlock({ name: freeName(field("new-name").value.trim() || "1"), category, ...size, ...place }));
    block = plan.zones.length - 1;
    marked.clear();
  }

  // Two blocks of one name would have the same rows and numbers.
  function freeName(name) {
    const names = new Set(plan.zones.map((each) => each.name));
    let count = 2;
    if (!names.has(name)) return name;
    while (names.has(`${name} ${count}`)) count += 1;
    return `${name} ${count}`;
  }

  function addCategory() {
    const names = new Set(plan.categories.map(({ name }) => name));
    let name = "A";
    while (names.has(name)) name = String.fromCharCode(name.charCodeAt(0) + 1);
    plan.categories.push({ name, color: "#2f6fde" });
  }

  const DO = {
    add, category: addCategory,
    copy: () => { plan.zones.splice(block + 1, 0, planDocument.copyOf(zone(), freeName(zone().name || "1"))); block += 1; marked.clear(); },
    delete: () => { plan.zones.splice(block, 1); block = Math.max(0, block - 1); marked.clear(); },
    rename: () => { zone().name = freeName(field("name").value.trim()); },
    renumber: () => planDocument.renumber(zone(), {
      row: field("first-row").value.trim() || "A", up: field("rows-from").value === "below",
      seat: number("first-seat", 0, 9999), step: number("step", 1, 2), left: field("seats-from").value === "right",
    }),
    paint: () => { for (const seat of chosenSeats()) seat.category = field("category").value; },
    wheelchair: () => planDocument.mark(chosenSeats(), "wheelchair"),
    companion: () => planDocument.mark(chosenSeats(), "companion"),
    ordinary: () => planDocument.mark(chosenSeats(), "ordinary"),
  };
  const WHOLE = ["add", "category"]; // that need no block

  function download() {
    const file = new Blob([JSON.stringify(plan, null, 1)], { type: "application/json" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: "seating-plan.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async function save() {
    const sent = JSON.stringify(plan), data = new FormData(root);
    data.set("file", new Blob([sent], { type: "application/json" }), "plan.json");
    data.set("seen", root.dataset.seen);
    find('[data-do="save"]').disabled = true;
    try {
      const answer = await fetch(root.dataset.planEditor, { method: "POST", body: data });
      const found = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (answer.ok) { stored = sent; location.assign(found.url); return; }
      say(found.refusal ?? document.body.dataset.errorRefused);
    } catch { say(document.body.dataset.errorNetwork); }
    show();
  }

  root.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); }, true);
  root.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-do]")?.dataset.do;
    if (name === "undo") travel(past, future);
    if (name === "redo") travel(future, past);
    if (name === "save") save();
    if (name === "download") download();
    if (name in DO && (zone() || WHOLE.includes(name))) change(DO[name]);
  });
  blocks.addEventListener("change", () => select(Number(blocks.value)));

  /* ---- The drawing ---- */

  const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  svg.addEventListener("pointerdown", (event) => {
    const group = event.target.closest("[data-block]");
    if (!group || event.button) return;
    const place = Number(group.dataset.block), { guid } = event.target.dataset;
    drag = { from: point(event), start: at(plan.zones[place]), place, guid, before: JSON.stringify(plan), wasSelected: place === block };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const now = point(event), dx = Math.round(now.x - drag.from.x), dy = Math.round(now.y - drag.from.y);
    if (!drag.isMoved && Math.hypot(dx, dy) < 6) return;
    drag.isMoved = true;
    plan.zones[drag.place].position = { ...drag.start, x: drag.start.x + dx, y: drag.start.y + dy };
    svg.querySelector(`[data-block="${drag.place}"]`).setAttribute("transform", `translate(${drag.start.x + dx} ${drag.start.y + dy})`);
  });
  svg.addEventListener("pointerup", () => {
    if (!drag) return;
    const { isMoved, before, place, guid, wasSelected } = drag;
    drag = null;
    if (isMoved) { past = [...past, before].slice(-MOST_UNDO); future = []; }
    if (place !== block) return select(place);
    if (!isMoved && wasSelected && guid) marked[marked.has(guid) ? "delete" : "add"](guid);
    show();
  });
  svg.addEventListener("pointercancel", () => { if (drag) { plan = JSON.parse(drag.before); drag = null; show(); } });

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    if (!(event.key in ARROWS) || !zone()) return;
    event.preventDefault();
    const by = event.shiftKey ? 1 : 10, [dx, dy] = ARROWS[event.key];
    change(() => planDocument.move(zone(), dx * by, dy * by));
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input")) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) travel(future, past);
      else travel(past, future);
    }
  });
  window.addEventListener("beforeunload", (event) => { if (isChanged()) event.preventDefault(); });
  show();
  root.classList.add("plan-editor-ready");
})();
