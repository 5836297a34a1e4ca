// The service worker of the pages below /gate/: the page of a gate opens again without a network, as it was last.
// From the network first, so that nothing old is shown while there is one. Scans and lists never pass through here:
// the page stores them itself (static/js/gate_store.js).
"use strict";

const CACHE = "gate";
const PATIENCE = 4000; // milliseconds: a network that does not answer by then is none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function isForPage({ method, mode, destination, url }) {
  if (method !== "GET" || new URL(url).origin !== location.origin) return false;
  return mode === "navigate" || ["style", "script", "image", "font"].includes(destination);
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const abort = new AbortController();
  const late = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(request, { signal: abort.signal });
    if (response.ok && !response.redirected) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const stored = await cache.match(request) ?? await cache.match(request, { ignoreSearch: true });
    if (stored) return stored;
    throw error;
  } finally {
    clearTimeout(late);
  }
}

self.addEventListener("fetch", (event) => {
  if (isForPage(event.request)) event.respondWith(answer(event.request));
});
