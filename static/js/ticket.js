// A ticket's page: draws the code that changes every 30 seconds, and works offline once it was opened.
// [data-code] has the addresses of the modules and the ticket's key; without them the printed code stays.

const place = document.querySelector("[data-code]");
const page = document.getElementById("ticket");
const left = place?.querySelector("[data-left]");
const SVG = "http://www.w3.org/2000/svg";
const QUIET_ZONE = 2; // modules around the code

function drawn(rows) {
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  image.setAttribute("shape-rendering", "crispEdges");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  image.append(shape);
  return image;
}

async function startCode() {
  const { event, ticket, key, codes, ed, qr } = place.dataset;
  const [{ movingCode, bytesOf, stepOf, STEP }, curve, { encodeQR }] = await Promise.all(
    [codes, ed, qr].map((url) => import(url)),
  );
  const secret = bytesOf(key);
  let shownStep = null;
  async function show() {
    const now = Date.now(), step = stepOf(now);
    left.value = Math.ceil((STEP - (now % STEP)) / 1000);
    if (step === shownStep) return;
    shownStep = step;
    const text = await movingCode(curve, { event, ticket, key: secret }, now);
    place.querySelector("[data-qr-place]").replaceChildren(drawn(encodeQR(text, "raw", { ecc: "medium", border: QUIET_ZONE })));
    place.dataset.step = step;
  }
  await show();
  left.hidden = false;
  place.querySelector("[data-moving]").hidden = false;
  setInterval(show, 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) show(); });
}

// The screen stays on while the ticket is shown.
async function stayOn() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request("screen");
  } catch { /* the battery is low: the screen may go off */ }
}

const usedFiles = () => performance.getEntriesByType("resource")
  .map((entry) => new URL(entry.name))
  .filter((url) => url.origin === location.origin)
  .map((url) => url.pathname);

async function storeOffline() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(page.dataset.worker, { scope: page.dataset.scope });
  await navigator.serviceWorker.ready;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    const sentence = place?.querySelector("[data-offline]");
    if (data === "stored" && sentence) sentence.hidden = false;
  });
  navigator.serviceWorker.startMessages?.();
  registration.active.postMessage({ page: location.pathname, files: [...new Set(usedFiles())] });
}

// A finger that moves sideways goes to the next ticket of the order.
const FAR = 70; // pixels
let from = null;

page.addEventListener("touchstart", ({ touches }) => { from = touches.length === 1 ? touches[0] : null; }, { passive: true });
page.addEventListener("touchend", ({ changedTouches: [to] }) => {
  const x = from ? to.clientX - from.clientX : 0, y = from ? to.clientY - from.clientY : 0;
  if (Math.abs(x) < FAR || Math.abs(y) > Math.abs(x) / 2) return;
  document.querySelector(`.ticket-others a[rel=${x < 0 ? "next" : "prev"}]`)?.click();
}, { passive: true });

if (place) {
  stayOn();
  document.addEventListener("visibilitychange", stayOn);
  // Without a secure connection there is no crypto.subtle, and the printed code stays.
  await startCode().catch(console.warn);
}
await storeOffline().catch(console.warn);
