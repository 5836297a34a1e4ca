// Enhancements of pages that work without them, requested by data attributes:
// data-confirm="question", data-copy="text", data-locate[="submit"], data-autosubmit, data-unhurried, data-own-zone.
"use strict";

const words = document.body.dataset;

/* ---- Messages ---- */

function toast(text, kind = "danger") {
  const notice = document.createElement("div");
  notice.className = `notice notice-${kind}`;
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const close = document.createElement("input");
  Object.assign(close, { type: "checkbox", className: "notice-close", ariaLabel: words.dismiss });
  notice.append(sentence, close);
  document.getElementById("toasts").replaceChildren(notice);
  if (kind === "info") setTimeout(() => notice.remove(), 4000);
}

function failure(status) {
  if (status === 429) return words.errorBusy;
  if (status === 503) return words.errorAway;
  return status >= 500 ? words.errorServer : words.errorRefused;
}

document.addEventListener("htmx:responseError", (event) => toast(failure(event.detail.xhr.status)));
document.addEventListener("htmx:sendError", () => toast(words.errorNetwork));
document.addEventListener("htmx:timeout", () => toast(words.errorNetwork));

// Who is told that something went wrong may have scrolled past the top of the page, where messages are; so may the
// reader of a page that reloads, as the browser restores the scroll position.
function showProblems() {
  const place = document.getElementById("messages"), problems = place.querySelectorAll(".notice-danger, .notice-warning");
  const { top, bottom } = place.getBoundingClientRect();
  const covered = Math.max(0, document.querySelector(".site-header")?.getBoundingClientRect().bottom ?? 0);
  if (problems.length && (top + bottom) / 2 < covered) document.getElementById("toasts").replaceChildren(...problems);
}

document.addEventListener("htmx:oobAfterSwap", ({ detail }) => { if (detail.target.id === "messages") showProblems(); });
window.addEventListener("load", showProblems);

// A page whose polling fails shows one message, until a request succeeds again.
const waiting = () => document.querySelector("#toasts .notice-warning:not([role])");
document.addEventListener("live:away", () => { if (!waiting()) toast(words.away, "warning"); });
document.addEventListener("live:back", () => waiting()?.remove());

/* ---- Confirming, and sending once ---- */

function confirmed(element) {
  return !element?.dataset.confirm || window.confirm(element.dataset.confirm);
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

// What tickets stored on this device is of who signs out.
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action")?.endsWith("/logout/")) window.caches?.delete("tickets");
});

// In the capture phase, to run before htmx.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sending || !confirmed(event.submitter) || !confirmed(form)) stop(event);
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (link && !confirmed(link)) stop(event);
}, true);

function hold(form) {
  form.dataset.sending = "yes";
  form.ariaBusy = "true";
  // Later, because a button disabled now would not send its own name and value.
  setTimeout(() => {
    for (const button of form.elements) {
      if (button.type === "submit" && !button.disabled) button.disabled = button.dataset.held = true;
    }
  });
}

function release(form) {
  delete form.dataset.sending;
  form.ariaBusy = null;
  setTimeout(() => {
    for (const button of form.elements) {
      if (button.dataset.held) { button.disabled = false; delete button.dataset.held; }
    }
  });
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.method === "post") hold(event.target);
});
document.addEventListener("htmx:beforeSend", (event) => {
  if (event.target.matches("form")) hold(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches("form")) release(event.target);
});
// The back button may restore the page as it was left, with its buttons disabled.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach(release);
});

/* ---- The second tap of a double tap must not hit a button that the first one inserted ---- */

const UNHURRIED = 700; // milliseconds

document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  for (const button of elt.querySelectorAll("[data-unhurried]")) {
    button.style.pointerEvents = "none"; // the keyboard is not affected
    setTimeout(() => { button.style.pointerEvents = ""; }, UNHURRIED);
  }
});

/* ---- Replacing a polled fragment waits while it is in use, within limits ---- */

const WRITING = 5000, PRESSING = 1500; // milliseconds after the last key, and after a finger came down
let wroteAt = -Infinity, pressedAt = -Infinity, postponed = null;

// Milliseconds for which the fragment must not be replaced: somebody writes in it, or has just begun to.
function writingLeft(element) {
  return element.querySelector("textarea:focus, input:focus") ? wroteAt + WRITING - Date.now() : 0;
}

function askLater(element, wait) {
  clearTimeout(postponed);
  postponed = setTimeout(() => document.getElementById(element.id)?.dispatchEvent(new CustomEvent("live")), wait);
}

for (const start of ["focusin", "input"]) document.addEventListener(start, () => { wroteAt = Date.now(); });
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail, left = elt.matches("[data-polls]") ? writingLeft(elt) : 0;
  if (left <= 0) return;
  event.preventDefault();
  askLater(elt, left);
});

// An element replaced during a press never gets its click, or another button gets it; one replaced during
// writing, by a request from before it, loses the focus and the next keys.
document.addEventListener("pointerdown", () => { pressedAt = Date.now(); });
for (const end of ["click", "pointercancel"]) document.addEventListener(end, () => { pressedAt = -Infinity; });
// That goes for polls and for hidden forms, which are sent by a click beside them.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt } = detail.requestConfig, fragment = document.getElementById(detail.target.id);
  if (!elt.matches("[data-polls], form[hidden]") || !fragment) return;
  const left = Math.max(writingLeft(fragment), Date.now() - pressedAt > PRESSING ? 0 : PRESSING);
  if (left <= 0) return;
  detail.shouldSwap = false;
  askLater(fragment, left);
});

// The pressed button may be gone: keep the focus on its card, and the scroll position.
document.addEventListener("htmx:afterSettle", (event) => {
  const card = event.detail.requestConfig?.elt.closest(".board-card");
  if (!card || document.activeElement !== document.body) return;
  const next = document.getElementById(card.id)?.querySelector("a") || document.querySelector(".board");
  next?.focus({ preventScroll: true });
});

/* ---- Small actions ---- */

function copy(text) {
  // A browser may refuse, or have no clipboard: the text can be selected then.
  const copied = navigator.clipboard?.writeText(text) ?? Promise.reject();
  return copied.then(() => toast(words.copied, "info"), () => toast(`${words.errorCopy} ${text}`));
}

function fillPosition(form, { coords }) {
  form.elements.latitude.value = coords.latitude.toFixed(6);
  form.elements.longitude.value = coords.longitude.toFixed(6);
  form.elements.longitude.dispatchEvent(new Event("change", { bubbles: true })); // a map may show it
}

function locate(button) {
  button.disabled = true;
  const done = (then) => (answer) => { button.disabled = false; then(answer); };
  const found = (position) => {
    fillPosition(button.form, position);
    if (button.dataset.locate === "submit") button.form.requestSubmit();
  };
  const lost = () => toast(words.errorPosition);
  navigator.geolocation.getCurrentPosition(done(found), done(lost), { timeout: 10000 });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-locate]");
  if (!button) return;
  if ("copy" in button.dataset) copy(button.dataset.copy);
  else locate(button);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-autosubmit], input[data-autosubmit]")) event.target.form.requestSubmit();
});

/* ---- A form that comes back starts at its first error, which may be several screens below its top ---- */

[...document.querySelectorAll("main .is-invalid")].find((field) => field.offsetParent)?.focus();

/* ---- The back button leads to such a page again, and never to the browser's question whether to send it again ---- */

if (document.querySelector("main form[method=post]:not([action])")) history.replaceState(history.state, "");

/* ---- Menus close with Escape, or by a click outside ---- */

function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector("details.menu[open] > summary")?.focus();
  closeMenus(null);
});

/* ---- What works only with JavaScript has `hidden`; show it now ---- */

function reveal(root) {
  root.querySelectorAll("[data-copy][hidden], [data-locate][hidden]").forEach((button) => { button.hidden = false; });
}

reveal(document);
document.addEventListener("htmx:load", (event) => reveal(event.target));

/* ---- The reader's time zone, where they have not chosen one yet ---- */

const zones = document.querySelector("select[data-own-zone]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && [...zones.options].some((option) => option.value === own)) zones.value = own;
