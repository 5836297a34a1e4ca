// Keeps a page true: one stream of news for <body data-live-token data-live-url data-live-renew>.
// An element with data-live="topic …" and hx-trigger="live" asks for itself anew when a topic changes,
// and once whenever something may have been missed. Every news is also a DOM event "live:<topic>".
// data-look-in="90" has it ask after so many seconds even without news, when the clock changes what it shows.
// data-live-seq="41" on an element takes numbered deltas instead, and asks only if one is missing.
"use strict";

(() => {
  const { liveUrl, liveRenew, liveHidden } = document.body.dataset;
  const POLL = 15000; // milliseconds between looks while no stream comes through
  const SILENCE = 40000; // the server beats every 15 seconds; a line so silent is dead
  const PATIENCE = 10000; // a look without an answer for so long is given up
  const HIDDEN = 30000; // a tab out of sight gives its stream back: browsers allow six to a host
  const lookAt = new WeakMap(); // when elements with data-look-in are due
  const asking = new WeakMap(); // elements whose answer is on its way: is it a look, did news come since
  let token = document.body.dataset.liveToken, source = null, retry = null, catching = null, tries = 0;
  let wasOpen = false, refused = false, goingAway = false, leaving = false;
  let heardAt = 0, polledAt = Date.now(), tickedAt = Date.now(), hiddenAt = Date.now();

  const isOpen = () => source?.readyState === EventSource.OPEN;
  const sleeps = () => document.hidden && liveHidden !== "keep" && Date.now() - hiddenAt > HIDDEN;
  const say = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

  /* ---- Elements look again ---- */

  function refresh(element) {
    const asked = asking.get(element);
    if (asked) return Object.assign(asked, { again: true });
    htmx.process(element); // one just swapped in would be deaf for another moment
    return element.dispatchEvent(new CustomEvent("live"));
  }

  const isLook = ({ requestConfig }) => requestConfig?.triggeringEvent?.type === "live";
  // A button may answer with the element that it stands in: that is on its way as well.
  const answered = ({ target, requestConfig: { elt } }) => new Set([elt, target].filter((e) => e?.dataset?.live));

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.triggeringEvent?.type === "live") detail.timeout = PATIENCE;
  });

  // htmx would queue a second request on the element that the first one's answer replaces, and drop it.
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    for (const element of answered(detail)) asking.set(element, { look: isLook(detail), again: false });
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    for (const element of answered(detail)) {
      const again = asking.get(element)?.again;
      asking.delete(element);
      if (detail.successful) say("back");
      // Not at once: a look that was given up for a button makes way for it.
      if (again) queueMicrotask(() => document.querySelectorAll(`[data-live="${CSS.escape(element.dataset.live)}"]`).forEach(refresh));
    }
  });

  function giveUpLooks() {
    for (const element of document.querySelectorAll("[data-live]")) {
      if (asking.get(element)?.look) htmx.trigger(element, "htmx:abort");
    }
  }

  // Several may notice at once that the page is not its reader's any more: one of them opens it anew.
  function reopen() {
    if (!leaving) location.reload();
    leaving = true;
  }

  // What a page asks by itself fails in silence (unless the site is away), and is asked again; a page
  // that is not the reader's any more, or gone, opens anew and says so.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!isLook(event.detail)) return;
      event.stopImmediatePropagation();
      const { status } = event.detail.xhr;
      if ([401, 403, 404, 410].includes(status)) return reopen();
      if (status === 503) say("away");
      catchUp(1000, 2000);
    }, true);
  }

  function lookAgain() {
    polledAt = Date.now();
    document.querySelectorAll("[data-live]").forEach(refresh);
    say("gap");
  }

  function lookByTheClock() {
    for (const element of document.querySelectorAll("[data-live][data-look-in]")) {
      const wait = element.dataset.lookIn * 1000, due = lookAt.get(element);
      if (due === undefined || Date.now() >= due) lookAt.set(element, Date.now() + wait);
      if (due !== undefined && Date.now() >= due) refresh(element);
    }
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
      refused = answer.status === 403; // somebody else signed in, or nobody is: this page is not theirs
      if (refused && document.querySelector("[data-live]")) reopen();
      if (answer.ok) token = await answer.text();
    } catch { /* no network: tried again below */ }
    connectLater();
  }

  function wake() {
    goingAway = false;
    tries = 0;
    giveUpLooks(); // their line may be dead, and nobody would ever say so
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
  window.addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; wake(); } });

  setInterval(() => {
    const slept = Date.now() - tickedAt > (document.hidden ? 90000 : 10000); // hidden ones tick once a minute
    tickedAt = Date.now();
    if (sleeps()) disconnect();
    else if (slept) { disconnect(); wake(); }
    else if (source && Date.now() - heardAt > SILENCE) connectLater();
    if (!sleeps()) lookByTheClock();
    if (!isOpen() && !document.hidden && !refused && Date.now() - polledAt >= POLL) lookAgain();
  }, 1000);

  connect();
})();
