// The editor of product pages: the preview is loaded again after each change, and sections move without a
// reload, so that nothing typed elsewhere is lost.
"use strict";

(function () {
  const preview = document.getElementById("preview");
  const frame = document.querySelector("[data-preview-frame]");
  const widths = document.querySelector("[data-preview-widths]");

  function reload() {
    if (preview) preview.contentWindow.location.reload();
  }

  function show(width) {
    frame.dataset.previewFrame = width;
    for (const button of widths.querySelectorAll("[data-preview-width]")) {
      button.setAttribute("aria-pressed", String(button.dataset.previewWidth === width));
      button.classList.toggle("active", button.dataset.previewWidth === width);
    }
  }

  if (widths) {
    widths.hidden = false;
    show("phone");
    widths.addEventListener("click", (event) => {
      const button = event.target.closest("[data-preview-width]");
      if (button) show(button.dataset.previewWidth);
    });
  }

  document.body.addEventListener("page-changed", reload);

  document.body.addEventListener("section-moved", (event) => {
    const section = document.getElementById(`section-${event.detail.id}`);
    const up = event.detail.to === "up";
    const other = section && (up ? section.previousElementSibling : section.nextElementSibling);
    if (other) other[up ? "before" : "after"](section);
    if (section) section.querySelector(`button[value="${event.detail.to}"]`).focus();
    reload();
  });

  // The section that the address names is open.
  const named = location.hash && document.getElementById(location.hash.slice(1));
  const details = named && named.querySelector("details");
  if (details) details.open = true;

  // What was typed and not saved is not left without a question.
  const changed = new Set();
  document.body.addEventListener("input", (event) => {
    const panel = event.target.closest("[data-section]");
    if (panel) changed.add(panel.dataset.section);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!event.detail.successful || !form.matches("[data-save]")) return;
    changed.delete(form.closest("[data-section]").dataset.section);
  });
  window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });
})();
