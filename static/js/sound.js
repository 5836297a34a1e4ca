// A chime for pages that alert. A button turns it on and off; the choice is stored in localStorage.
// Browsers mute a page until it was touched, so the button shows the actual state, not the choice.
"use strict";

(() => {
  const EVERY = 4; // seconds from one chime to the next
  const TONES = [[0, 880], [0.25, 659.26], [0.5, 880], [0.75, 659.26]]; // second and pitch
  const VOLUME = 0.3;

  // `choice` is the key in localStorage; `changed` is called when sound turns on or off, and returns what to play.
  window.chimeOf = (button, choice, changed = () => null) => {
    let audio = null, chosen = remembered();

    function remembered() {
      try { return localStorage.getItem(choice) === "on"; } catch { return false; }
    }

    function choose(on) {
      chosen = on;
      try { localStorage.setItem(choice, on ? "on" : "off"); } catch { /* for this page, then */ }
    }

    const isOn = () => chosen && audio?.state === "running";

    function chime(tones) {
      const { sampleRate } = audio, buffer = audio.createBuffer(1, sampleRate * EVERY, sampleRate);
      const samples = buffer.getChannelData(0);
      for (const [at, pitch] of tones) {
        for (let n = 0; n < sampleRate; n++) {
          const second = n / sampleRate, loudness = VOLUME * Math.min(1, second * 200) * Math.exp(-6 * second);
          samples[Math.round(at * sampleRate) + n] += loudness * Math.sin(2 * Math.PI * pitch * second);
        }
      }
      return buffer;
    }

    // One buffer of chime and silence is looped: timers of a hidden tab fire once a minute.
    // `tones`: pairs of a second and a pitch, instead of those of the chime.
    function play({ loop, tones = TONES }) {
      const source = new AudioBufferSourceNode(audio, { buffer: chime(tones), loop });
      source.connect(audio.destination);
      source.start();
      return source;
    }

    function show() {
      button.textContent = isOn() ? button.dataset.on : button.dataset.off;
      button.classList.toggle("switch-on", isOn());
      return changed();
    }

    async function wake() {
      if (!audio) {
        audio = new AudioContext();
        audio.addEventListener("statechange", show);
      }
      await audio.resume();
      return show();
    }

    button.addEventListener("click", async () => {
      if (isOn()) { choose(false); return show(); }
      choose(true);
      return await wake() ?? play({ loop: false }); // to confirm audibly that it is on
    });

    for (const gesture of ["pointerup", "keydown"]) {
      document.addEventListener(gesture, ({ target }) => {
        if (chosen && !isOn() && target !== button) wake();
      });
    }

    function begin() {
      button.hidden = false;
      if (chosen) wake();
      show();
    }

    return { begin, isOn, play };
  };
})();
