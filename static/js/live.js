// Keeps a page true: one stream of news for <body data-live-token data-live-url data-live-renew>.
// An element with data-live="topic …" and hx-trigger="live" asks for itself anew when a topic changes,
// and once whenever something may have been missed. Every news is also a DOM event "live:<topic>".
// data-live-seq="41" on an element takes numbered deltas instead, and asks only if one is missing.
"use strict";

(() => {
  const { liveUrl, liveRenew, liveHidden } = document.body.dataset;
  const POLL = 15000; // milliseconds between looks while no stream comes through
  const SILENCE = 40000; // the server beats every 15 seconds; a line so silent is dead
  const HIDDEN = 30000; // a tab out of sight gives its stream back: browsers allow six to a host
  const asking = new WeakMap(); // elements whose answer is on its way, and whether news came since
  let token = document.body.dataset.liveToken, source = null, retry = null, catching = null, tries = 0;
  let wasOpen = false, refused = false, goingAway = false;
  let heardAt = 0, polledAt = Date.now(), tickedAt = Date.now(), hiddenAt = Date.now();

  const isOpen = () => source?.readyState === EventSource.OPEN;
  const sleeps = () => document.hidden && liveHidden !== "keep" && Date.now() - hiddenAt > HIDDEN;
  const say = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

  /* ---- Elements look again ---- */

  function refresh(element) {
    if (asking.has(element)) return asking.set(element, true);
    htmx.process(element); // one just swapped in would be deaf for another moment
    return element.dispatchEvent(new CustomEvent("live"));
  }

  // htmx would queue a second request on the element that the first one's answer replaces, and drop it.
  document.addEventListener("htmx:beforeSend", ({ detail }) => asking.set(detail.requestConfig.elt, false));
  document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig: { elt } } }) => {
    const again = asking.get(elt);
    asking.delete(elt);
    if (again) document.querySelectorAll(`[data-live="${CSS.escape(elt.dataset.live)}"]`).forEach(refresh);
  });

  // What a page asks by itself fails in silence, and is asked again.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const { requestConfig, xhr } = event.detail;
      if (requestConfig?.triggeringEvent?.type !== "live") return;
      event.stopImmediatePropagation();
      if (!xhr.status || xhr.status >= 500) catchUp(1000, 2000);
    }, true);
  }

  function lookAgain() {
    polledAt = Date.now();
    document.querySelectorAll("[data-live]").forEach(refresh);
    say("gap");
  }

  // Many pages notice a restart at once; they do not all ask at once.
  function catchUp(within = 1000, after = 0) {
    catching ??= setTimeout(() => { catching = null; lookAgain(); }, after + Math.random() * within);
  }

  function tell(news) {
    for (const element of document.querySelectorAll(`[data-live~="${CSS.escape(news.topic)}"]`)) {
      const seen = Number(element.dataset.liveSeq);
      if (!("seq" in news) || !("liveSeq" in element.dataset) || news.seq > seen + 1) refresh(element);
      else if (news.seq === seen + 1) {
        element.dataset.liveSeq = news.seq;
        element.dispatchEvent(new CustomEvent("live:delta", { detail: news }));
      }
    }
    say(news.topic, news);
  }

  /* ---- The stream ---- */

  function disconnect() { clearTimeout(retry); source?.close(); source = retry = null; }

  function connectLater() {
    disconnect();
    if (refused || goingAway || sleeps()) return;
    retry = setTimeout(connect, Math.min(250 * 2 ** tries++, 2000) * (0.5 + Math.random() / 2));
  }

  function connect() {
    disconnect();
    if (!liveUrl || refused) return;
    source = new EventSource(`${liveUrl}?token=${encodeURIComponent(token)}`);
    const on = (name, act) => source.addEventListener(name, (event) => { heardAt = Date.now(); act?.(event); });
    heardAt = Date.now();
    on("hello", () => { if (wasOpen) catchUp(); wasOpen = true; tries = 0; });
    on("beat");
    on("gap", () => catchUp());
    on("news", (event) => tell(JSON.parse(event.data)));
    on("stale", renew);
    source.onerror = connectLater;
  }

  async function renew() {
    disconnect();
    wasOpen = true; // the page is as old as its token
    try {
      const answer = await fetch(liveRenew, { headers: { "X-Live-Token": token } });
      refused = answer.status === 403; // somebody else signed in: this page is not theirs
      if (answer.ok) token = await answer.text();
    } catch { /* no network: tried again below */ }
    connectLater();
  }

  function wake() {
    goingAway = false;
    tries = 0;
    catchUp(0);
    if (!isOpen() || Date.now() - heardAt > 2 * POLL) connect();
  }

  document.addEventListener("visibilitychange", () => {
    const away = Date.now() - hiddenAt;
    hiddenAt = Date.now();
    if (!document.hidden && (away > HIDDEN || !isOpen())) wake();
  });
  window.addEventListener("online", wake);
  window.addEventListener("pagehide", () => { goingAway = true; disconnect(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });

  setInterval(() => {
    const slept = Date.now() - tickedAt > 10000 && !document.hidden; // hidden pages tick once a minute
    tickedAt = Date.now();
    if (slept) wake();
    else if (sleeps()) disconnect();
    else if (source && Date.now() - heardAt > SILENCE) connectLater();
    if (!isOpen() && !document.hidden && !refused && Date.now() - polledAt >= POLL) lookAgain();
  }, 1000);

  connect();
})();
