// Keeps a page up to date: one stream of messages for <body data-live-token data-live-url data-live-renew>.
// An element with data-live="topic …" and hx-trigger="live" reloads when a topic changes, and once whenever
// messages may have been missed. Every message is also a DOM event "live:<topic>".
// data-look-in="90" reloads it after so many seconds even without a message, for content that changes with time.
// A message with states of a topic's parts reloads nothing: scripts take it from the event, and without states, or
// after "live:gap", fetch what they missed.
// data-live-count="41" data-live-of="100" takes a count that only rises, and never reloads for it: data-left and the
// elements within it with data-live-left, and its progress, show what is left.
"use strict";

(() => {
  const { liveUrl, liveRenew, liveHidden } = document.body.dataset;
  const POLL = 15000; // milliseconds between polls while there is no stream
  const SILENCE = 40000; // the server beats every 15 seconds; a connection silent for so long is dead
  const PATIENCE = 10000; // after which a poll without an answer is aborted
  const HIDDEN = 30000; // after which a hidden tab closes its stream: browsers allow six to a host
  const dueAt = new WeakMap(); // when elements with data-look-in are due
  const requests = new WeakMap(); // elements with a request in progress: is it a poll, and did a message come since
  let token = document.body.dataset.liveToken, source = null, retry = null, catching = null, tries = 0;
  let wasOpen = false, refused = false, goingAway = false, leaving = false;
  let receivedAt = 0, polledAt = Date.now(), tickedAt = Date.now(), hiddenAt = Date.now();

  const isOpen = () => source?.readyState === EventSource.OPEN;
  const sleeps = () => document.hidden && liveHidden !== "keep" && Date.now() - hiddenAt > HIDDEN;
  const emit = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

  /* ---- Elements reload ---- */

  function refresh(element) {
    const asked = requests.get(element);
    if (asked) return Object.assign(asked, { again: true });
    htmx.process(element); // one just swapped in has no listeners yet
    return element.dispatchEvent(new CustomEvent("live"));
  }

  const isPoll = ({ requestConfig }) => requestConfig?.triggeringEvent?.type === "live";
  // A button may respond with the element that contains it: that counts as a request of the element as well.
  const answered = ({ target, requestConfig: { elt } }) => new Set([elt, target].filter((e) => e?.dataset?.live));

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.triggeringEvent?.type === "live") detail.timeout = PATIENCE;
  });

  // htmx would queue a second request on the element that the first one's answer replaces, and drop it.
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    for (const element of answered(detail)) requests.set(element, { isPoll: isPoll(detail), again: false });
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    for (const element of answered(detail)) {
      const again = requests.get(element)?.again;
      requests.delete(element);
      if (detail.successful) emit("back");
      // Not immediately: a poll aborted for a button's request must not interfere with it.
      if (again) queueMicrotask(() => document.querySelectorAll(`[data-live="${CSS.escape(element.dataset.live)}"]`).forEach(refresh));
    }
  });

  function abortPolls() {
    for (const element of document.querySelectorAll("[data-live]")) {
      if (requests.get(element)?.isPoll) htmx.trigger(element, "htmx:abort");
    }
  }

  // Several elements may find that the page is no longer its reader's: only one of them reloads it.
  function reopen() {
    if (!leaving) location.reload();
    leaving = true;
  }

  // A failed poll is silent (unless the site is unreachable), and repeated; a page that is no longer the
  // reader's, or gone, reloads and shows a message.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!isPoll(event.detail)) return;
      event.stopImmediatePropagation();
      const { status } = event.detail.xhr;
      if ([401, 403, 404, 410].includes(status)) return reopen();
      if (status === 503) emit("away");
      catchUp(1000, 2000);
    }, true);
  }

  function refreshAll() {
    polledAt = Date.now();
    document.querySelectorAll("[data-live]").forEach(refresh);
    emit("gap");
  }

  function refreshDue() {
    for (const element of document.querySelectorAll("[data-live][data-look-in]")) {
      const wait = element.dataset.lookIn * 1000, due = dueAt.get(element);
      if (due === undefined || Date.now() >= due) dueAt.set(element, Date.now() + wait);
      if (due !== undefined && Date.now() >= due) refresh(element);
    }
  }

  // Many pages notice a restart at the same moment; their requests are spread.
  function catchUp(within = 1000, after = 0) {
    catching ??= setTimeout(() => { catching = null; refreshAll(); }, after + Math.random() * within);
  }

  // Messages of several processes arrive out of order: the highest wins.
  function takeCount(element, count) {
    const { liveCount, liveOf } = element.dataset;
    if (!(count > Number(liveCount))) return;
    const left = Math.max(0, liveOf - count);
    Object.assign(element.dataset, { liveCount: count, left });
    for (const each of element.querySelectorAll("[data-live-left]")) each.textContent = left;
    for (const each of element.querySelectorAll("progress")) each.value = left;
  }

  function dispatch(message) {
    for (const element of document.querySelectorAll(`[data-live~="${CSS.escape(message.topic)}"]`)) {
      if ("count" in message) takeCount(element, message.count);
      else if (!("states" in message)) refresh(element);
    }
    emit(message.topic, message);
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
    const on = (name, act) => source.addEventListener(name, (event) => { receivedAt = Date.now(); act?.(event); });
    receivedAt = Date.now();
    on("hello", () => { if (wasOpen) catchUp(); wasOpen = true; tries = 0; });
    on("beat");
    on("gap", () => catchUp());
    on("news", (event) => dispatch(JSON.parse(event.data)));
    on("stale", renew);
    source.onerror = connectLater;
  }

  async function renew() {
    disconnect();
    wasOpen = true; // the page is as old as its token
    try {
      const answer = await fetch(liveRenew, { headers: { "X-Live-Token": token } });
      refused = answer.status === 403; // another user signed in, or the user signed out
      if (refused && document.querySelector("[data-live]")) reopen();
      if (answer.ok) token = await answer.text();
    } catch { /* no network: tried again below */ }
    connectLater();
  }

  function wake() {
    goingAway = false;
    tries = 0;
    abortPolls(); // their connection may be dead without an error
    catchUp(0);
    if (!isOpen() || Date.now() - receivedAt > 2 * POLL) connect();
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
    else if (source && Date.now() - receivedAt > SILENCE) connectLater();
    if (!sleeps()) refreshDue();
    if (!isOpen() && !document.hidden && !refused && Date.now() - polledAt >= POLL) refreshAll();
  }, 1000);

  connect();
})();
