// The order board rings while a ticket on it has data-rings: by sound, in the title and on the tab's icon.
// Whether it does is the server's to say; touching such a ticket tells it that somebody has seen it.
"use strict";

(() => {
  const sound = document.getElementById("sound"), board = document.querySelector(".board");
  if (!board) return;
  const EVERY = 4; // seconds from one chime to the next
  const TONES = [[0, 880], [0.25, 659.26], [0.5, 880], [0.75, 659.26]]; // second and pitch
  const VOLUME = 0.3;
  const CHOICE = "board-sound";
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const icon = document.querySelector('link[rel="icon"]');
  const plain = { title: document.title, icon: icon.href };
  let ringing = 0, audio = null, bell = null, flashing = null, isLoud = false, chosen = remembered();

  /* ---- Sound ---- */

  function remembered() {
    try { return localStorage.getItem(CHOICE) === "on"; } catch { return false; }
  }

  function choose(on) {
    chosen = on;
    try { localStorage.setItem(CHOICE, on ? "on" : "off"); } catch { /* for this page, then */ }
  }

  // Browsers keep a page silent until it was touched: what is chosen may not be so yet.
  const isOn = () => chosen && audio?.state === "running";

  function chime() {
    const { sampleRate } = audio, buffer = audio.createBuffer(1, sampleRate * EVERY, sampleRate);
    const samples = buffer.getChannelData(0);
    for (const [at, pitch] of TONES) {
      for (let n = 0; n < sampleRate; n++) {
        const second = n / sampleRate, loudness = VOLUME * Math.min(1, second * 200) * Math.exp(-6 * second);
        samples[Math.round(at * sampleRate) + n] += loudness * Math.sin(2 * Math.PI * pitch * second);
      }
    }
    return buffer;
  }

  // One buffer of chime and silence plays round and round: timers of a hidden tab come once a minute.
  function play(loop) {
    const source = new AudioBufferSourceNode(audio, { buffer: chime(), loop });
    source.connect(audio.destination);
    source.start();
    return source;
  }

  function soundOut() {
    const rings = ringing > 0 && isOn();
    if (rings) bell ??= play(true);
    else { bell?.stop(); bell = null; }
    sound.textContent = isOn() ? sound.dataset.on : sound.dataset.off;
    sound.classList.toggle("switch-on", isOn());
  }

  async function wakeAudio() {
    if (!audio) {
      audio = new AudioContext();
      audio.addEventListener("statechange", soundOut);
    }
    await audio.resume();
    soundOut();
  }

  sound.addEventListener("click", async () => {
    if (isOn()) { choose(false); return soundOut(); }
    choose(true);
    await wakeAudio();
    return bell ?? play(false); // so that one hears that it is on
  });

  for (const gesture of ["pointerup", "keydown"]) {
    document.addEventListener(gesture, ({ target }) => {
      if (chosen && !isOn() && target !== sound) wakeAudio();
    });
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
    if (!ringing) icon.href = plain.icon; // seen while the other was drawn
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

  /* ---- What the board shows ---- */

  function look() {
    const before = ringing;
    ringing = board.querySelectorAll("[data-rings]").length;
    if (ringing === before) return;
    soundOut();
    title();
    badge();
    document.getElementById("ring-said").textContent = document.querySelector(".ring p")?.textContent ?? "";
  }

  // What answers an order, or opens it, says by itself that somebody has seen it.
  document.addEventListener("click", ({ target }) => {
    const ticket = target.closest("[data-rings]");
    if (ticket && !target.closest("button, a:not([href^='tel:'])")) ticket.querySelector("form[hidden]").requestSubmit();
  });

  // "Seen" is gone once it was pressed: the keyboard goes on to the tickets.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.requestConfig?.elt.id === "ring" && document.activeElement === document.body) board.focus({ preventScroll: true });
  });

  window.addEventListener("pagehide", () => navigator.clearAppBadge?.().catch(() => {}));
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) badge(); });

  new MutationObserver(look).observe(board, { childList: true });
  sound.hidden = false;
  if (chosen) wakeAudio();
  soundOut();
  look();
})();
