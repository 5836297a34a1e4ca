// Maps by Leaflet. <div data-map='{"start":[lat,lng],"end":…,"line":[…],"estimate":true}'> shows a route;
// its figure has the pins as <template data-pin>. Works on content swapped in by htmx, too.
"use strict";

const MAP_COLOUR = "#c93a0a"; // --brand: Leaflet cannot read it from the stylesheet

// An empty map with the element's tiles, if any; without them it has a plain background.
function baseMap(canvas, options) {
  const { tiles, attribution, zoomIn, zoomOut } = canvas.dataset;
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  canvas.hidden = false; // before Leaflet measures it
  canvas.replaceChildren(); // htmx's history cache may contain the old map
  const map = L.map(canvas, {
    zoomControl: false, scrollWheelZoom: false, maxZoom: 19, zoomAnimation: moves, fadeAnimation: moves, ...options,
  });
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  // Tile servers require the referring site, but not the page.
  if (tiles) L.tileLayer(tiles, { attribution, referrerPolicy: "origin" }).addTo(map);
  return map;
}

// Call `draw` for each such element, now or when htmx inserts it, and remove its map when the element goes.
function drawMaps(selector, draw) {
  const maps = new Map();
  const drawOnce = (canvas) => { if (!maps.has(canvas)) maps.set(canvas, draw(canvas)); };
  const drawWithin = (root) => {
    if (root.matches?.(selector)) drawOnce(root);
    root.querySelectorAll(selector).forEach(drawOnce);
  };
  drawWithin(document);
  document.addEventListener("htmx:load", ({ detail: { elt } }) => drawWithin(elt));
  document.addEventListener("htmx:beforeCleanupElement", ({ detail: { elt } }) => {
    maps.get(elt)?.remove();
    maps.delete(elt);
  });
}

(() => {
  function pin(figure, name, at) {
    const html = figure.querySelector(`[data-pin="${name}"]`).content.firstElementChild.cloneNode(true);
    const icon = L.divIcon({ html, className: "", iconSize: [36, 36] });
    return L.marker(at, { icon, interactive: false, keyboard: false });
  }

  drawMaps("[data-map]", (canvas) => {
    const { start, end, line, estimate } = JSON.parse(canvas.dataset.map);
    const figure = canvas.closest("figure");
    // Scrolling the page by touch must not move the map instead.
    const map = baseMap(canvas, { dragging: !L.Browser.mobile });
    const way = L.polyline(line, { color: MAP_COLOUR, weight: 5, dashArray: estimate ? "2 10" : null });
    const pins = [start && pin(figure, "start", start), end && pin(figure, "end", end)].filter(Boolean);
    const all = L.featureGroup([way, ...pins]);
    map.fitBounds(all.getBounds(), { padding: [36, 36], maxZoom: 16, animate: false });
    all.addTo(map);
    figure.querySelector(".map-legend").hidden = false;
    return map;
  });
})();
