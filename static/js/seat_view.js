// Pans and zooms the group of an SVG by fingers, mouse, wheel, keys and buttons, for seat_map.js.
"use strict";

globalThis.seatView = (() => {
  const CLOSEST = 34; // pixels of the screen that a seat is wide at most
  const STEP = 1.5; // of a button or a key
  const SLOP = 6; // pixels that a finger may move in a tap

  // `width` is that of a seat, in the units of the viewBox.
  function create(svg, group, [left, top, wide, high], width) {
    let scale = 1, x = 0, y = 0, frame = null, dragged = false, far = 1;
    const pointers = new Map();
    svg.setAttribute("viewBox", `${left} ${top} ${wide} ${high}`);

    function paint() {
      frame = null;
      group.setAttribute("transform", `matrix(${scale} 0 0 ${scale} ${x} ${y})`);
      svg.classList.toggle("seat-map-fits", scale <= 1.001);
    }

    const clamp = (value, low, high_) => Math.min(Math.max(value, Math.min(low, high_)), Math.max(low, high_));

    function move(toScale, toX, toY) {
      scale = clamp(toScale, 1, far);
      // Some of the plan stays in sight.
      x = clamp(toX, left * (1 - scale) + wide * (1 - scale), left * (1 - scale));
      y = clamp(toY, top * (1 - scale) + high * (1 - scale), top * (1 - scale));
      frame ??= requestAnimationFrame(paint);
    }

    // The units of the viewBox that a pixel of the screen has.
    const unit = () => { const { a } = svg.getScreenCTM(); return a ? 1 / a : 1; };
    const farthest = () => { far = Math.max(2, CLOSEST * unit() / width); };
    const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const zoom = (factor, at) => {
      farthest();
      const to = clamp(scale * factor, 1, far), ratio = to / scale;
      move(to, at.x - (at.x - x) * ratio, at.y - (at.y - y) * ratio);
    };
    const middle = () => ({ x: left + wide / 2, y: top + high / 2 });
    const pan = (dx, dy) => move(scale, x + dx * wide, y + dy * high);
    const reset = () => move(1, 0, 0);

    // Brings a point of the plan into the middle, at least so near that a seat is `pixels` wide.
    function show(seat, pixels = 0) {
      farthest();
      const near = clamp(Math.max(scale, pixels * unit() / width), 1, far), at = middle();
      move(near, at.x - seat.x * near, at.y - seat.y * near);
    }

    function isSeen(seat) {
      const px = seat.x * scale + x, py = seat.y * scale + y;
      return px > left && px < left + wide && py > top && py < top + high;
    }

    const seatPixels = () => width * scale / unit();

    /* ---- Fingers and the mouse ---- */

    const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    const center = (events) => ({
      clientX: events.reduce((sum, each) => sum + each.clientX, 0) / events.length,
      clientY: events.reduce((sum, each) => sum + each.clientY, 0) / events.length,
    });

    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (!pointers.size) dragged = false;
      pointers.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY, from: event });
    });

    svg.addEventListener("pointermove", (event) => {
      const last = pointers.get(event.pointerId);
      if (!last) return;
      const before = [...pointers.values()];
      const next = { clientX: event.clientX, clientY: event.clientY, from: last.from };
      const far_ = Math.hypot(event.clientX - last.from.clientX, event.clientY - last.from.clientY);
      if (!dragged && far_ < SLOP && before.length === 1) return;
      dragged = true;
      svg.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, next);
      const after = [...pointers.values()], one = point(center(before)), other = point(center(after));
      if (after.length > 1) zoom(spread(after) / (spread(before) || 1), one);
      move(scale, x + other.x - one.x, y + other.y - one.y);
    });

    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, (event) => pointers.delete(event.pointerId));
    }
    svg.addEventListener("pointerleave", (event) => { if (!dragged) pointers.delete(event.pointerId); });

    svg.addEventListener("wheel", (event) => {
      if (event.deltaY > 0 && scale <= 1.001) return; // the page scrolls on
      event.preventDefault();
      zoom(2 ** (-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), point(event));
    }, { passive: false });

    const KEYS = {
      "+": () => zoom(STEP, middle()), "=": () => zoom(STEP, middle()), "-": () => zoom(1 / STEP, middle()), 0: reset,
    };
    const PANS = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

    // Whether the key was one of the view's.
    function key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.shiftKey && event.key in PANS) pan(...PANS[event.key]);
      else if (event.key in KEYS) KEYS[event.key]();
      else return false;
      event.preventDefault();
      return true;
    }

    paint();
    window.addEventListener("resize", () => { farthest(); move(scale, x, y); });
    return {
      key, show, isSeen, seatPixels, reset, point,
      zoomIn: () => zoom(STEP, middle()), zoomOut: () => zoom(1 / STEP, middle()),
      zoomAt: (factor, event) => zoom(factor, point(event)),
      inPlan: (event) => { const at = point(event); return { x: (at.x - x) / scale, y: (at.y - y) / scale }; },
      wasDragged: () => dragged,
    };
  }

  return { create };
})();
