// The page of a gate (templates/ticketing/gate/page.html): scans are answered by the site or, without a network, by the
// signed list, stored here (gate_store.js), and sent in their order once there is a network again. A module.
const root = document.getElementById("gate"), data = root.dataset;
const texts = JSON.parse(document.getElementById("gate-texts").textContent);
const form = document.getElementById("scan"), field = form.elements.text;
const [answerBox, found, network] = ["answer", "found", "network"].map((id) => document.getElementById(id));
const part = (name, within = network) => within.querySelector(`[data-${name}]`);

const PATIENCE = 4000; // milliseconds after which the network counts as gone
const POLL = 10000; // between two questions for the counts
const REFRESH = 60000; // between two for the list
const SAME = 5000; // within which the ticket of the last scan is not scanned by the camera again
const SHOWN_OFFSET = 60000; // of the clocks, from which it is shown

const [view, { openStore, SCANS_A_REQUEST }, lists, codes, ed] = await Promise.all(
  [data.viewModule, data.storeModule, data.listModule, data.codesModule, data.ed25519].map((url) => import(url)));
const modules = { ed, codes }, gate = { publicKey: lists.fromHex(data.publicKey), event: data.event, date: data.date };
const store = await openStore(data.event, data.gate).catch(() => null);
const chime = window.chimeOf?.(document.getElementById("sound"), "gate-sound");

let list = null, listVersion = "", isOnline = navigator.onLine, offset = await store?.value("offset") ?? 0, conflicts = 0;

const siteNow = () => Date.now() + offset;
const clock = view.clockIn(data.zone), filled = (name, values) => view.filled(texts[name], values);

/* ---- The network ---- */

class Offline extends Error {}

function csrfToken() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
}

// The answer of the site; throws Offline if there is none. `now` in it sets the clock.
async function ask(url, { method = "GET", body, headers = {} } = {}) {
  const abort = new AbortController(), late = setTimeout(() => abort.abort(), PATIENCE), sentAt = Date.now();
  try {
    const response = await fetch(url, {
      method, body, signal: abort.signal, credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken(), ...headers },
    });
    if (response.status >= 500) throw new Offline();
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const content = isJson ? await response.json() : await response.text();
    if (content.now) setClock(content.now - (sentAt + Date.now()) / 2);
    setOnline(true);
    return { status: response.status, isElsewhere: response.redirected, content };
  } catch {
    setOnline(false);
    throw new Offline();
  } finally {
    clearTimeout(late);
  }
}

const post = (url, fields) => ask(url, { method: "POST", body: new URLSearchParams(fields) });

function setClock(measured) {
  offset = measured;
  store?.setValue("offset", offset);
}

function setOnline(now) {
  const came = now && !isOnline;
  isOnline = now;
  showNetwork();
  if (came) work(send);
}

async function showNetwork() {
  const unsent = await store?.unsent() ?? [], refused = await store?.refused() ?? [];
  network.hidden = false;
  network.dataset.online = isOnline;
  const time = list ? clock(list.madeAt - offset) : "–";
  part("connection").textContent = isOnline ? texts.online : filled(store && list ? "offline" : store ? "noList" : "noStore", { time });
  part("unsent").hidden = !unsent.length;
  part("unsent").textContent = filled("unsent", { count: unsent.length });
  const troubles = [
    list === null && listTrouble,
    conflicts && filled("conflicts", { count: conflicts }),
    refused.length && filled("refusedScans", { count: refused.length, reason: refused[0].refused }),
    Math.abs(offset) > SHOWN_OFFSET && filled("clockOff", { minutes: Math.round(offset / 60000) }),
  ].filter(Boolean);
  part("trouble").hidden = !troubles.length;
  part("trouble").textContent = troubles.join(" ");
  showLocal();
}

/* ---- The list ---- */

let listTrouble = "";
async function takeList(signed) {
  try {
    list = await lists.openList(modules, signed, gate);
    listTrouble = "";
    return true;
  } catch (error) {
    list = null;
    listVersion = "";
    listTrouble = texts[error instanceof lists.ListRefused ? error.message : "changedList"];
    return false;
  }
}

async function refreshList() {
  const { status, content } = await ask(`${data.list}?date=${data.date}&have=${listVersion}`);
  if (status !== 200 || !content.document) return;
  if (await takeList(content)) {
    listVersion = content.version;
    await store?.setValue(`list-${data.date}`, content);
    await store?.removeSentBefore(list.madeAt - offset);
  }
  showNetwork();
}

async function restoreList() {
  const stored = await store?.value(`list-${data.date}`);
  if (stored && await takeList(stored)) listVersion = stored.version;
}

/* ---- Scans: one after the other ---- */

let queue = Promise.resolve();
const work = (task) => { queue = queue.then(task).catch((error) => { if (!(error instanceof Offline)) console.warn(error); }); return queue; };
let lastCode = "", lastAt = 0;

async function scan({ text: read, isChosen = false, isCamera = false }) {
  const text = codes.readable(read), code = codes.readCode(text)?.ticket;
  if (isCamera && code && code === lastCode && Date.now() - lastAt < SAME) { lastAt = Date.now(); return; }
  const seen = { uuid: crypto.randomUUID(), text, isChosen, date: data.date, direction: form.elements.direction.value, at: siteNow() };
  found.replaceChildren();
  try {
    if (!navigator.onLine) throw new Offline();
    await scanOnline(seen);
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    setOnline(false);
    await scanOffline(seen);
  }
  [lastCode, lastAt] = [code ?? "", Date.now()];
}

async function scanOnline(seen) {
  const { date, uuid, direction, text } = seen;
  const { status, isElsewhere, content } = await post(location.pathname, { date, uuid, direction, scanned: "1", [seen.isChosen ? "ticket" : "text"]: text });
  if (isElsewhere || !content.outcome) return refuse(content.refused ?? texts.network);
  show(content, seen.uuid);
  if (status === 200 && ["admitted", "left"].includes(content.outcome)) {
    await store?.add({ ...seen, letIn: true, code: content.ticket.code, isSent: true, sentAt: Date.now() });
  }
  work(refreshCounts);
}

async function scanOffline(seen) {
  if (!list || !store) return refuse(listTrouble || texts.noList);
  const { outcome, ticket, since, isMissing } = await lists.decide(modules, list, seen, gate, await store.moves(), siteNow());
  const { tone, word, sentence } = texts.outcomes[outcome];
  const letIn = tone === "go";
  const label = ticket ? [ticket.name || ticket.code, ticket.type, ticket.seat].filter(Boolean).join(" · ") : "";
  await store.add({ ...seen, letIn, code: ticket?.code ?? "", label, isSent: false });
  const more = (outcome === "already_in" && filled(since ? "scannedAt" : "scannedInAt", { time: clock((since ?? list.madeAt) - offset) }))
    || (isMissing && filled("notOnList", { time: clock(list.madeAt - offset) })) || (outcome === "void" && ticket.reason);
  show({ tone, word, sentence: more || sentence, ticket, canUndo: letIn }, seen.uuid);
  return showNetwork();
}

/* ---- What is shown ---- */

const undoButton = (uuid) => view.button(texts.undo, "btn btn-outline-secondary", () => work(() => undo(uuid)));

function show(answer, uuid) {
  view.showAnswer(answerBox, data.icons, chime, answer, answer.canUndo && undoButton(uuid));
  field.value = "";
}

const refuse = (sentence) => show({ tone: "stop", word: texts.notPossible, sentence });

async function undo(undoes) {
  const step = { uuid: crypto.randomUUID(), undoes, date: data.date, direction: "undo", at: siteNow() };
  const wasSent = !(await store?.unsent() ?? []).some(({ uuid }) => uuid === undoes);
  try {
    if (!wasSent || !navigator.onLine) throw new Offline();
    const { content } = await post(data.undo, { date: step.date, uuid: step.uuid, undoes });
    if (content.refused) return refuse(content.refused);
    await store?.add({ ...step, isSent: true, sentAt: Date.now() });
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    if (!store) return undefined;
    await store.add({ ...step, isSent: false });
  }
  lastCode = "";
  show(texts.outcomes.undone);
  showNetwork();
  return isOnline && work(async () => { await send(); await refreshCounts(); });
}

// What is not sent yet, so that it can be undone without a network.
async function showLocal() {
  const scans = await store?.last() ?? [];
  const items = scans.map(({ label, at, uuid }) => view.row(label, clock(at - offset), undoButton(uuid)));
  part("local", root).replaceChildren(...items.length ? [view.rows(items)] : []);
}

async function find(words) {
  let tickets = [];
  try {
    if (!navigator.onLine) throw new Offline();
    tickets = (await post(location.pathname, { date: data.date, text: words })).content.found ?? [];
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    tickets = list ? lists.search(list, words) : [];
  }
  const word = form.elements.direction.value === "out" ? texts.outcomes.left.word : texts.letIn;
  const choose = (code) => view.button(word, "btn btn-primary btn-lg", () => work(() => scan({ text: code, isChosen: true })));
  const items = tickets.map(({ code, name, type, seat }) => view.row(name || code, [type, seat].filter(Boolean).join(" · "), choose(code)));
  view.showFound(answerBox, found, texts, items);
}

async function refreshCounts() {
  const { status, isElsewhere, content } = await ask(`${data.counts}?date=${data.date}`, { headers: { Accept: "text/html" } });
  if (status !== 200 || isElsewhere) return send().catch(() => {}).finally(() => location.reload());
  const isOpen = root.querySelector("#live-part details")?.open;
  document.getElementById("live-part").outerHTML = content;
  root.querySelector("#live-part details")?.toggleAttribute("open", isOpen);
  return undefined;
}

/* ---- Sending what was done without a network ---- */

async function send() {
  const waiting = await store?.unsent() ?? [], bar = part("progress");
  if (!waiting.length) return;
  bar.hidden = false;
  bar.max = waiting.length;
  try {
    for (let at = 0; at < waiting.length; at += SCANS_A_REQUEST) {
      bar.value = at;
      part("unsent").textContent = filled("sending", { done: at, count: waiting.length });
      await sendSome(waiting.slice(at, at + SCANS_A_REQUEST));
    }
  } finally {
    bar.hidden = true;
    await showNetwork();
  }
  await refreshCounts();
  await refreshList();
}

async function sendSome(scans) {
  const body = JSON.stringify({ scans });
  const { status, content } = await ask(`${data.merge}?date=${data.date}`, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  if (status !== 200 || !content.results) throw new Offline(); // they stay, and are sent with the next attempt
  for (const { uuid, refused, conflict } of content.results) {
    if (conflict) conflicts += 1;
    await store.markSent(uuid, refused);
  }
}

/* ---- Begin ---- */

async function storePage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(data.worker, { scope: "/gate/" });
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const own = loaded.filter((url) => url.startsWith(location.origin) && !url.startsWith(`${location.origin}/gate/`));
  const cache = await caches.open("gate");
  await cache.addAll([...new Set([location.href, new URL(data.decoder, location).href, new URL(data.icons, location).href, ...own])]);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  const isCode = /^(JT1|JM1):/i.test(text) || text.slice(0, 12).includes("://");
  work(() => (isCode ? scan({ text }) : find(text)));
});
document.addEventListener("scanned", (event) => {
  event.preventDefault();
  work(() => scan({ text: event.detail, isCamera: true }));
});
root.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-undo-form]")) return;
  event.preventDefault();
  work(() => undo(event.target.elements.undoes.value));
});
// A keyboard scanner types into the element with the focus.
document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (key.length === 1 && !ctrlKey && !metaKey && !altKey && !target.matches("input, select, textarea")) field.focus();
});
for (const now of ["online", "offline"]) window.addEventListener(now, () => (now === "online" ? work(refreshCounts) : setOnline(false)));
setInterval(() => { if (!document.hidden || !isOnline) work(refreshCounts); }, POLL);
setInterval(() => { if (isOnline) work(async () => { await send(); await refreshList(); }); }, REFRESH);

chime?.begin();
await restoreList();
await showNetwork();
const storing = storePage().catch((error) => console.warn(error));
await work(async () => { await refreshList(); await send(); });
await storing;
root.dataset.ready = "";  // from now on the network may go
