// Notifies a rider whose tab is hidden of offers: their number in the title; new ones by sound, vibration and text.
"use strict";

(() => {
  const status = document.getElementById("offers-status"), plain = document.title;
  const chime = chimeOf(document.getElementById("sound"), "offers-sound");
  const shown = () => [...document.querySelectorAll("[data-offer]")].map((offer) => offer.dataset.offer);
  let known = new Set(shown());

  function look() {
    const offers = shown(), news = offers.filter((number) => !known.has(number));
    known = new Set(offers);
    document.title = offers.length ? `(${offers.length}) ${plain}` : plain;
    if (!news.length) return;
    if (chime.isOn()) chime.play({ loop: false });
    navigator.vibrate?.([200, 100, 200]);
    status.textContent = document.querySelector(`[data-offer="${CSS.escape(news[0])}"] h3`).textContent;
  }

  document.addEventListener("htmx:afterSettle", look);
  chime.begin();
  look();
})();
