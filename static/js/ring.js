// The order board rings while a card on it has data-rings: by sound, in the title and on the tab's icon.
// The server decides whether it does; touching such a card marks it as acknowledged.
"use strict";

(() => {
  const sound = document.getElementById("sound"), board = document.querySelector(".board");
  if (!board) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const icon = document.querySelector('link[rel="icon"]');
  const plain = { title: document.title, icon: icon.href };
  let ringing = 0, bell = null, flashing = null, isLoud = false;

  /* ---- Sound ---- */

  const chime = chimeOf(sound, "board-sound", soundOut);

  function soundOut() {
    const rings = ringing > 0 && chime.isOn();
    if (rings) bell ??= chime.play({ loop: true });
    else { bell?.stop(); bell = null; }
    return bell;
  }

  /* ---- Title and badge ---- */

  function flash() {
    isLoud = still.matches || !isLoud;
    document.title = isLoud ? `(${ringing}) ${sound.dataset.title} · ${plain.title}` : `(${ringing}) ${plain.title}`;
  }

  function title() {
    clearInterval(flashing);
    flashing = ringing ? setInterval(flash, 1000) : null;
    isLoud = false;
    if (ringing) flash();
    else document.title = plain.title;
  }

  async function badge() {
    (ringing ? navigator.setAppBadge?.(ringing) : navigator.clearAppBadge?.())?.catch(() => {});
    icon.href = ringing ? await badged(ringing) : plain.icon;
    if (!ringing) icon.href = plain.icon; // acknowledged while the other was drawn
  }

  async function badged(count) {
    const logo = Object.assign(new Image(64, 64), { src: plain.icon });
    await logo.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const pen = canvas.getContext("2d");
    pen.drawImage(logo, 0, 0, 64, 64);
    Object.assign(pen, { fillStyle: "#241d19", strokeStyle: "#fff", lineWidth: 5 });
    pen.arc(41, 41, 20, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
    Object.assign(pen, { fillStyle: "#fff", font: "bold 30px sans-serif", textAlign: "center", textBaseline: "middle" });
    pen.fillText(count > 9 ? "9+" : count, 41, 43);
    return canvas.toDataURL();
  }

  /* ---- The board's state ---- */

  function look() {
    const before = ringing;
    ringing = board.querySelectorAll("[data-rings]").length;
    if (ringing === before) return;
    soundOut();
    title();
    badge();
    document.getElementById("ring-status").textContent = document.querySelector(".ring p")?.textContent ?? "";
  }

  // Actions on an order, and opening it, acknowledge it on the server.
  document.addEventListener("click", ({ target }) => {
    const card = target.closest("[data-rings]");
    if (card && !target.closest("button, a:not([href^='tel:'])")) card.querySelector("form[hidden]").requestSubmit();
  });

  // The "Seen" button disappears when pressed: the focus moves on to the cards.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.requestConfig?.elt.id === "ring" && document.activeElement === document.body) board.focus({ preventScroll: true });
  });

  window.addEventListener("pagehide", () => navigator.clearAppBadge?.().catch(() => {}));
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) badge(); });

  new MutationObserver(look).observe(board, { childList: true });
  chime.begin();
  look();
})();
