// Maps by Leaflet. <div data-map='{"start":[lat,lng],"end":…,"line":[…],"estimate":true}'> shows a way;
// its figure holds the pins as <template data-pin>. Works on what htmx swaps in, too.
"use strict";

const MAP_COLOUR = "#c93a0a"; // --brand: Leaflet draws with it and cannot read it from the stylesheet

// An empty map with the element's tiles, if it names any; without them it stays a light ground.
function baseMap(canvas, options) {
  const { tiles, attribution, zoomIn, zoomOut } = canvas.dataset;
  canvas.hidden = false; // before Leaflet measures it
  const map = L.map(canvas, { zoomControl: false, scrollWheelZoom: false, maxZoom: 19, ...options });
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  // Tile servers want to know which site asks, but not which page.
  if (tiles) L.tileLayer(tiles, { attribution, referrerPolicy: "origin" }).addTo(map);
  return map;
}

(() => {
  const drawn = new Map(); // the element of each map

  function pin(figure, name, at) {
    const html = figure.querySelector(`[data-pin="${name}"]`).content.firstElementChild.cloneNode(true);
    const icon = L.divIcon({ html, className: "", iconSize: [36, 36] });
    return L.marker(at, { icon, interactive: false, keyboard: false });
  }

  function draw(canvas) {
    if (drawn.has(canvas)) return;
    const { start, end, line, estimate } = JSON.parse(canvas.dataset.map);
    const figure = canvas.closest("figure");
    // A finger that scrolls the page must not get stuck in the map.
    const map = baseMap(canvas, { dragging: !L.Browser.mobile });
    drawn.set(canvas, map);
    const way = L.polyline(line, { color: MAP_COLOUR, weight: 5, dashArray: estimate ? "2 10" : null });
    const pins = [start && pin(figure, "start", start), end && pin(figure, "end", end)].filter(Boolean);
    const all = L.featureGroup([way, ...pins]);
    map.fitBounds(all.getBounds(), { padding: [36, 36], maxZoom: 16, animate: false });
    all.addTo(map);
    figure.querySelector(".map-legend").hidden = false;
  }

  function within(root) {
    const found = [...root.querySelectorAll("[data-map]")];
    return root.matches?.("[data-map]") ? [root, ...found] : found;
  }

  within(document).forEach(draw);
  document.addEventListener("htmx:load", ({ detail: { elt } }) => within(elt).forEach(draw));
  document.addEventListener("htmx:beforeCleanupElement", ({ detail: { elt } }) => {
    drawn.get(elt)?.remove();
    drawn.delete(elt);
  });
})();
