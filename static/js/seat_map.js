// A map of seats beside a form that works without it. Needs seat_plan.js, seat_states.js and seat_view.js; all within one element:
// <div data-seat-map="URL of the geometry"> [data-topic="event-date.K7"] [data-since="URL"] [data-most="6"] [data-preview]
//   [data-sells-blocked]: blocked seats can be chosen as well; [data-chooses-one]: a seat takes the place of the former one,
//   also of a radio button that is no seat's;
//   data-row="Row {row}" and data-number="Seat {number}" for its name, and the words of its state: data-word-free, -held,
//   -sold, -blocked, -chosen, -mine, -wheelchair, -companion; data-word-gone="{seat} …", data-word-most="… {most}".
// <script type="application/json" id="seat-data">{"states": ".hsb", "now": milliseconds by the server's clock,
//   "version": up to which no change can be missing, "until": {"1": milliseconds}, "mine": [1], "prices": {"0": "₩99,000"}}:
//   one character a seat ('.' free, 'h' held, 's' sold, 'b' blocked), by the seat's index; the holds of this page's reader
//   are `mine`; prices by the category's place in the geometry; "chosen": [2] were chosen before. Of a preview it may be missing: every seat is free, and
//   <script id="seat-geometry"> may replace the URL.
// <svg data-seat-svg>, buttons [data-seat-zoom="in|out|all"], [data-seat-tip] (what the pointer is on), and
//   [data-seat-status] (aria-live: what happened).
// [data-seat-legend="0"]: a button that shows one category; [data-left="0"], [data-section-left="name"]: seats left there.
// [data-seat-section="name"]: a link that also shows the section; input[data-seat="1"]: the checkbox of a seat in a list,
//   which may be swapped by htmx; [data-seat-state="1"]: the word of its state.
// [data-seat-chosen]: gets a copy of <template data-seat-row="0"> (of the category, else of "") for each chosen seat, with
//   its [data-seat-name] and [data-seat-price], a button [data-seat-drop] and, sent with the form, a field named "seat"
//   with the index; a select in the template is named "type-<index>". [data-seat-count], [data-seat-none],
//   [data-seat-some] and [data-seat-submit] show how many there are.
// Events on the element, which bubble: "seats:ready"; "seats:toggle" (detail: index, chosen, mine; may be prevented).
// Live: states from "live:<topic>", {"1": [character, version, until]}, where the highest version wins. After a gap
// GET <since>?since=<version> answers {"now", "states": {…}, "version"}. A hold that lapses is shown as free without a message.
"use strict";

(() => {
  const SMALLEST = { mouse: 5, touch: 14 }; // pixels a seat must have to be chosen by a click: else it zooms in
  const READABLE = 18; // pixels of a seat that has the focus
  const TICK = 1000, SPREAD = 1000; // milliseconds

  const filled = (pattern, words) => pattern.replace(/\{(\w+)\}/g, (all, key) => words[key] ?? "");

  async function geometryOf(root) {
    const inPage = root.querySelector("#seat-geometry");
    return inPage ? JSON.parse(inPage.textContent) : (await fetch(root.dataset.seatMap)).json();
  }

  async function start(root) {
    const find = (selector) => root.querySelector(selector), all = (selector) => root.querySelectorAll(selector);
    const svg = find("[data-seat-svg]"), { dataset } = root, isPreview = "preview" in dataset, choosesOne = "choosesOne" in dataset;
    const OPEN = ["free", "chosen", "mine", ...("sellsBlocked" in dataset ? ["blocked"] : [])];
    const data = JSON.parse(find("#seat-data")?.textContent || "{}");
    const file = await geometryOf(root);
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    const seats = seatPlan.draw(file, group), byIndex = new Map(seats.map((seat) => [seat.index, seat]));
    svg.replaceChildren(group);
    const width = 2 * Math.min(...seats.map((seat) => seat.radius));
    const view = seatView.create(svg, group, file.box.map((each) => each / seatPlan.SCALE), width);

    const states = seatStates.create([...byIndex.keys()], data), mine = new Set(data.mine), chosen = new Set();
    let current = null, only = null, asking = null;

    /* ---- States ---- */

    function stateOf({ index }) {
      const state = states.of(index);
      if (state === "held" && mine.has(index)) return "mine";
      return chosen.has(index) && OPEN.includes(state) ? "chosen" : state;
    }

    const isFree = ({ index, shown }) => shown === "free" || (shown === "chosen" && states.of(index) !== "blocked");

    // As ticketing/seating/names.py, and its category; with its price and state, or without.
    function nameOf(seat, isWhole = true) {
      const { section, row, number } = seat;
      const place = [section, row && filled(dataset.row, { row }), number && filled(dataset.number, { number })].filter(Boolean).join(" · ");
      const kind = seat.kind === "ordinary" ? "" : ` (${dataset[`word${seat.kind[0].toUpperCase()}${seat.kind.slice(1)}`]})`;
      const more = isWhole ? [data.prices?.[seat.category], `${wordOf(seat.shown)}${kind}`] : [kind.trim()];
      return [place, file.categories[seat.category][0], ...more].filter(Boolean).join(", ");
    }

    const wordOf = (state) => dataset[`word${state[0].toUpperCase()}${state.slice(1)}`] ?? "";

    function draw(seat) {
      const state = stateOf(seat);
      if (state !== seat.shown) seatPlan.show(seat, state);
      const { element } = seat, isOpen = !isPreview && OPEN.includes(state);
      element.classList.toggle("seat-dim", only !== null && seat.category !== only);
      element.setAttribute("aria-label", nameOf(seat));
      if (isPreview) return;
      element.setAttribute("aria-checked", String(state === "chosen" || state === "mine"));
      if (isOpen) element.removeAttribute("aria-disabled");
      else element.setAttribute("aria-disabled", "true");
      const box = find(`input[data-seat="${seat.index}"]`), word = box && find(`[data-seat-state="${seat.index}"]`);
      if (box) Object.assign(box, { checked: state === "chosen" || state === "mine", disabled: !isOpen });
      if (word) word.textContent = wordOf(state);
    }

    function count() {
      const left = {}, sections = {};
      for (const { category, section } of seats.filter(isFree)) {
        left[category] = (left[category] ?? 0) + 1;
        sections[section] = (sections[section] ?? 0) + 1;
      }
      for (const each of all("[data-left]")) each.textContent = left[each.dataset.left] ?? 0;
      for (const each of all("[data-section-left]")) each.textContent = sections[each.dataset.sectionLeft] ?? 0;
    }

    function take(changes, upTo) {
      for (const index of states.take(changes, upTo)) {
        lose(byIndex.get(index));
        draw(byIndex.get(index));
      }
      count();
    }

    // Another buyer was faster.
    function lose(seat) {
      if (!chosen.has(seat.index) || stateOf(seat) === "chosen") return;
      chosen.delete(seat.index);
      if (!mine.has(seat.index)) say(filled(dataset.wordGone ?? "", { seat: nameOf(seat, false) }));
      list();
    }

    function lapse() {
      const over = states.lapsed();
      for (const index of over) draw(byIndex.get(index));
      if (over.length) count();
    }

    async function ask() {
      asking = null;
      try {
        const found = await fetch(`${dataset.since}?since=${states.version}`, { headers: { Accept: "application/json" } });
        if (!found.ok) return;
        const fresh = await found.json();
        take(fresh.states, fresh.version);
      } catch { /* no network: the next gap asks again */ }
    }

    // Many pages notice a gap at the same moment; their requests are spread.
    function catchUp() {
      if (dataset.since) asking ??= setTimeout(ask, Math.random() * SPREAD);
    }

    /* ---- Choosing ---- */

    const say = (words) => { find("[data-seat-status]").textContent = words; };

    function toggle(seat) {
      if (isPreview || !OPEN.includes(seat.shown)) return;
      const isMine = seat.shown === "mine", wants = !chosen.has(seat.index) && !isMine;
      if (wants && chosen.size + mine.size >= Number(dataset.most || Infinity)) {
        draw(seat);
        return say(filled(dataset.wordMost ?? "", { most: dataset.most }));
      }
      const detail = { index: seat.index, chosen: wants, mine: isMine };
      const event = new CustomEvent("seats:toggle", { detail, bubbles: true, cancelable: true });
      if (!root.dispatchEvent(event) || isMine) return draw(seat);
      if (wants && choosesOne) clear();
      if (wants) chosen.add(seat.index);
      else chosen.delete(seat.index);
      draw(seat);
      list();
      tip(seat);
      say(nameOf(seat));
    }

    function clear() {
      const former = [...chosen];
      chosen.clear();
      for (const index of former) draw(byIndex.get(index));
      for (const other of all("input[type=radio]:not([data-seat]):checked")) other.checked = false;
    }

    function rowOf(seat) {
      const template = find(`template[data-seat-row="${seat.category}"]`) ?? find('template[data-seat-row=""]');
      const row = template ? template.content.firstElementChild.cloneNode(true) : document.createElement("li");
      const within = (name) => row.querySelector(`[data-seat-${name}]`), name = nameOf(seat, false);
      if (within("name")) within("name").textContent = name;
      if (within("price")) within("price").textContent = data.prices?.[seat.category] ?? "";
      for (const each of row.querySelectorAll("select")) each.name = `type-${seat.index}`;
      within("drop")?.addEventListener("click", () => { toggle(seat); focus(seat); });
      row.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seat", value: seat.index }));
      row.dataset.chosen = seat.index;
      return row;
    }

    // Rows that stay are reused, with what was chosen in them.
    function list() {
      const rows = find("[data-seat-chosen]");
      if (rows) {
        for (const row of [...rows.children]) if (!chosen.has(Number(row.dataset.chosen))) row.remove();
        const there = new Set([...rows.children].map((row) => Number(row.dataset.chosen)));
        for (const index of chosen) if (!there.has(index)) rows.append(rowOf(byIndex.get(index)));
      }
      for (const each of all("[data-seat-count]")) each.textContent = chosen.size;
      for (const each of all("[data-seat-none]")) each.hidden = chosen.size > 0;
      for (const each of all("[data-seat-some]")) each.hidden = !chosen.size;
      for (const each of all("[data-seat-submit]")) each.disabled = !chosen.size && !mine.size;
    }

    // The fields of a list that was just shown: the form gets the rows above, not the checkboxes.
    function sync() {
      for (const box of all("input[data-seat]")) {
        box.removeAttribute("name");
        const seat = byIndex.get(Number(box.dataset.seat));
        if (seat) draw(seat);
      }
      count();
    }

    /* ---- Keys, the mouse and fingers ---- */

    function focus(seat) {
      current?.element.removeAttribute("tabindex");
      current = seat;
      seat.element.setAttribute("tabindex", "0");
      if (!view.isSeen(seat) || view.seatPixels() < READABLE) view.show(seat, READABLE);
      seat.element.focus({ preventScroll: true });
    }

    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    svg.addEventListener("keydown", (event) => {
      if (view.key(event) || !current || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = event.key in ARROWS ? seatPlan.neighbour(seats, current, ...ARROWS[event.key]) : null;
      const row = seats.filter((seat) => seat.section === current.section && seat.row === current.row);
      if (next) focus(next);
      else if (event.key === "Home") focus(row[0]);
      else if (event.key === "End") focus(row.at(-1));
      else if (event.key === "Enter" || event.key === " ") toggle(current);
      else if (!(event.key in ARROWS)) return;
      event.preventDefault();
    });

    svg.addEventListener("click", (event) => {
      if (view.wasDragged()) return;
      const smallest = SMALLEST[event.pointerType === "mouse" ? "mouse" : "touch"];
      if (view.seatPixels() < smallest) return view.zoomAt(3, event);
      const seat = seatPlan.nearest(seats, view.inPlan(event));
      if (!seat) return;
      toggle(seat);
      focus(seat);
    });

    const tip = (seat) => { const shown = find("[data-seat-tip]"); if (shown && seat) shown.textContent = nameOf(seat); };
    const seatAt = new Map(seats.map((seat) => [seat.element, seat]));
    for (const name of ["pointerover", "focusin"]) svg.addEventListener(name, (event) => tip(seatAt.get(event.target)));
    const ZOOMS = { in: view.zoomIn, out: view.zoomOut, all: view.reset };
    for (const button of all("[data-seat-zoom]")) button.addEventListener("click", ZOOMS[button.dataset.seatZoom]);

    function showSection(name) {
      const there = seats.filter((seat) => seat.section === name);
      if (there.length) view.show(there[Math.floor(there.length / 2)], READABLE);
    }

    function showOnly(button) {
      const category = Number(button.dataset.seatLegend);
      only = only === category ? null : category;
      for (const each of all("[data-seat-legend]")) each.setAttribute("aria-pressed", String(Number(each.dataset.seatLegend) === only));
      seats.forEach(draw);
    }

    root.addEventListener("click", ({ target }) => {
      const legend = target.closest("[data-seat-legend]"), section = target.closest("[data-seat-section]");
      if (legend) showOnly(legend);
      if (section) showSection(section.dataset.seatSection);
    });
    root.addEventListener("change", ({ target }) => {
      const seat = byIndex.get(Number(target.dataset.seat));
      if (seat) toggle(seat);
      else if (choosesOne && target.type === "radio") { clear(); target.checked = true; list(); }
    });
    root.addEventListener("htmx:afterSettle", sync);

    /* ---- Now ---- */

    for (const seat of seats) {
      seat.element.setAttribute("role", isPreview ? "img" : "checkbox");
      draw(seat);
    }
    for (const seat of (data.chosen ?? []).map((index) => byIndex.get(index)).filter((each) => OPEN.includes(each?.shown))) {
      chosen.add(seat.index);
      draw(seat);
    }
    for (const box of all("input[data-seat]:checked")) if (!mine.has(Number(box.dataset.seat))) chosen.add(Number(box.dataset.seat));
    for (const each of all("[data-seat-outline]")) each.setAttribute("d", seatPlan.outline(Number(each.dataset.seatOutline), 10));
    [current] = seats;
    current.element.setAttribute("tabindex", "0");
    sync();
    list();
    if (dataset.topic) {
      document.addEventListener(`live:${dataset.topic}`, ({ detail }) => (detail.states ? take(detail.states) : catchUp()));
      document.addEventListener("live:gap", catchUp);
    }
    setInterval(lapse, TICK);
    root.classList.add("seat-map-ready");
    root.dispatchEvent(new CustomEvent("seats:ready", { bubbles: true }));
  }

  document.querySelectorAll("[data-seat-map]").forEach(start);
  document.addEventListener("htmx:load", ({ detail: { elt } }) => elt.querySelectorAll?.("[data-seat-map]").forEach((root) => {
    if (!root.classList.contains("seat-map-ready")) start(root);
  }));
})();
