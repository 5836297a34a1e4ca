{% load static %}// Opened tickets without a connection. Network first: what is stored is shown only when the site cannot be reached.
// It stores pages of single tickets and the static files that they need, and nothing else.
"use strict";

const CACHE = "tickets";
const TICKET = /^\/tickets\/(guest\/[^/]+\/)?[0-9A-Z]{12}\/$/;
const STATIC = "{% get_static_prefix %}";

const isTicket = (request, url) => request.mode === "navigate" && TICKET.test(url.pathname);

async function fresh(request, url) {
  const response = await fetch(request);
  const cache = await caches.open(CACHE);
  const leads = response.type === "opaqueredirect";
  // Signed out somewhere else: what was stored is not this reader's any more.
  if (leads && !url.pathname.startsWith("/tickets/guest/")) await caches.delete(CACHE);
  else if (response.ok) await cache.put(url.pathname, response.clone());
  else if (response.status === 404) await cache.delete(url.pathname);
  return response;
}

async function networkFirst(request, url) {
  try {
    return await fresh(request, url);
  } catch (error) {
    const stored = await caches.match(url.pathname, { cacheName: CACHE });
    if (stored) return stored;
    throw error;
  }
}

async function staticFile(request, url) {
  try {
    return await fetch(request);
  } catch (error) {
    const stored = await caches.match(url.pathname, { cacheName: CACHE });
    if (stored) return stored;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isTicket(event.request, url)) event.respondWith(networkFirst(event.request, url));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(staticFile(event.request, url));
});

// A page that was opened before the worker ran names itself and its files.
async function store({ page, files }) {
  const cache = await caches.open(CACHE);
  const urls = [page, ...files.filter((path) => path.startsWith(STATIC))];
  await Promise.all(urls.map(async (path) => {
    const response = await fetch(path, { redirect: "error" });
    if (response.ok) await cache.put(path, response);
  }));
}

self.addEventListener("message", (event) => {
  if (!event.data?.page || !TICKET.test(event.data.page)) return;
  event.waitUntil(store(event.data).then(
    () => event.source.postMessage("stored"), () => event.source.postMessage("not stored"),
  ));
});

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
