// Counts down by the server's clock: <… data-countdown="end in milliseconds since 1970" data-now="the server's time when
// the page was made" data-then="reload, or the URL to open at the end" [data-warn="60"] [data-spread]> with
// [data-countdown-left] (data-days="{days} d" for longer ones) and [data-countdown-warning] (data-text, announced once).
// With data-spread the end is delayed by up to a second, as many pages open at the same moment.
"use strict";

(() => {
  const SECOND = 1000, DAY = 86400;
  const started = performance.timing?.responseStart ?? Date.now();

  const two = (number) => String(number).padStart(2, "0");

  function text(seconds, pattern) {
    const days = Math.floor(seconds / DAY), hours = Math.floor((seconds % DAY) / 3600);
    const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
    const clock = hours || days ? `${two(hours)}:${rest}` : rest.replace(/^0/, "");
    return days ? `${(pattern || "{days}").replace("{days}", days)} ${clock}` : clock;
  }

  function start(element) {
    const { dataset } = element, left = element.querySelector("[data-countdown-left]");
    const warning = element.querySelector("[data-countdown-warning]");
    const end = Number(dataset.countdown) + ("spread" in dataset ? Math.random() * SECOND : 0);
    // The page may come from the browser's memory: its age counts, too.
    const offset = Number(dataset.now) - started;
    let timer = null;

    function finish() {
      clearInterval(timer);
      element.classList.add("countdown-over");
      if (dataset.then && dataset.then !== "reload") return location.assign(dataset.then);
      return location.reload();
    }

    function tick() {
      const seconds = Math.ceil((end - Date.now() - offset) / SECOND);
      if (seconds <= 0) return finish();
      left.textContent = text(seconds, left.dataset.days);
      if (dataset.warn && seconds <= Number(dataset.warn)) {
        element.classList.add("countdown-soon");
        if (warning && !warning.textContent) warning.textContent = warning.dataset.text;
      }
    }

    timer = setInterval(tick, SECOND / 2);
    tick();
  }

  document.querySelectorAll("[data-countdown]").forEach(start);
})();
