// A map that sets an area: <div data-area-map="37.5,126.9"> in a form with the fields latitude,
// longitude and radius_km. The fields hold the value; the attribute is the centre while they are empty.
"use strict";

(() => {
  const NEAR = 14; // the zoom at which streets can be distinguished

  function numbers({ latitude, longitude, radius_km }) {
    const [lat, lng, radius] = [latitude, longitude, radius_km].map((field) => parseFloat(field.value));
    const known = Math.abs(lat) <= 90 && Math.abs(lng) <= 180; // false for NaN
    return { at: known ? [lat, lng] : null, metres: radius > 0 ? radius * 1000 : 0 };
  }

  drawMaps("[data-area-map]", (canvas) => {
    const fields = canvas.closest("form").elements;
    const map = baseMap(canvas).setView(canvas.dataset.areaMap.split(",").map(Number), NEAR);
    const icon = L.divIcon({ className: "map-area-pin", iconSize: [44, 44] });
    const marker = L.marker(map.getCenter(), { icon, draggable: true, keyboard: false });
    const circle = L.circle(map.getCenter(), { color: MAP_COLOUR, interactive: false });

    function show() {
      const { at, metres } = numbers(fields);
      if (!at) return [marker, circle].forEach((layer) => layer.remove());
      marker.setLatLng(at).addTo(map);
      circle.setLatLng(at).setRadius(metres).addTo(map);
      if (metres) map.fitBounds(circle.getBounds(), { padding: [16, 16], animate: false });
      else map.setView(at, NEAR, { animate: false });
    }

    function set({ lat, lng }) {
      const at = L.latLng(lat, lng).wrap();
      fields.latitude.value = at.lat.toFixed(6);
      fields.longitude.value = at.lng.toFixed(6);
      fields.latitude.dispatchEvent(new Event("change", { bubbles: true }));
    }

    map.on("click", ({ latlng }) => set(latlng));
    marker.on("dragend", () => set(marker.getLatLng()));
    marker.on("drag", () => circle.setLatLng(marker.getLatLng()));
    for (const name of ["latitude", "longitude", "radius_km"]) {
      for (const happening of ["input", "change"]) fields[name].addEventListener(happening, show);
    }
    show();
    return map;
  });
})();
