// The page of a date, within <div data-date="topic" data-since="URL" data-now="milliseconds">: what is left of areas
// ([data-area="a7"] [data-area-count]) follows the messages of the topic, a select with data-submits sends its form, and
// a seat on the map that the reader holds is given up by its button [data-release="index"].
"use strict";

(() => {
  const root = document.querySelector("[data-date]");
  if (!root) return;
  const { date: topic, since } = root.dataset;
  const SPREAD = 1000, PERIOD = 30000; // milliseconds
  const offset = Number(root.dataset.now) - (performance.timing?.responseStart ?? Date.now());
  const versions = new Map();
  let asking = null, lapse = null;

  // The back button must not show places that are gone.
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

  root.addEventListener("change", ({ target }) => target.matches("[data-submits]") && target.form.requestSubmit());
  root.addEventListener("seats:toggle", ({ detail }) => {
    if (detail.mine) root.querySelector(`[data-release="${detail.index}"]`)?.click();
  });
  // A second click would be a press of the same token; the button says that the first one counts.
  root.addEventListener("submit", ({ target }) => {
    setTimeout(() => target.querySelectorAll("button").forEach((button) => button.setAttribute("aria-busy", "true")));
  });
  for (const dot of root.querySelectorAll("[data-color]")) dot.style.background = dot.dataset.color;

  const areas = new Map([...root.querySelectorAll("[data-area]")].map((each) => [each.dataset.area, each]));
  if (!areas.size) return;

  // A hold that lapses sends no message: the page asks then.
  function follow(until) {
    if (!until) return;
    const wait = until - Date.now() - offset;
    clearTimeout(lapse);
    lapse = setTimeout(catchUp, Math.max(wait, 0) + 500);
  }

  function take(states) {
    for (const [key, [left, version, until]] of Object.entries(states)) {
      const area = areas.get(key);
      if (!area || !(version > (versions.get(key) ?? 0))) continue;
      versions.set(key, version);
      area.dataset.areaLeft = left;
      area.querySelector("[data-area-count]").textContent = left;
      follow(until);
    }
  }

  async function ask() {
    asking = null;
    try {
      const found = await fetch(`${since}?since=${Math.round((Date.now() + offset) * 1000)}`, { headers: { Accept: "application/json" } });
      if (found.ok) take((await found.json()).states);
    } catch { /* no network: asked again later */ }
  }

  function catchUp() {
    asking ??= setTimeout(ask, Math.random() * SPREAD);
  }

  document.addEventListener(`live:${topic}`, ({ detail }) => (detail.states ? take(detail.states) : catchUp()));
  document.addEventListener("live:gap", catchUp);
  setInterval(() => document.hidden || catchUp(), PERIOD);
})();
