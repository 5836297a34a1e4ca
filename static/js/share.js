// <button data-share="URL" data-share-title="…" hidden>: the system's own sheet, or the URL in the clipboard.
"use strict";

document.querySelectorAll("[data-share]").forEach((button) => {
  const { share: url, shareTitle: title } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (navigator.share) return navigator.share({ title, url }).catch(() => {});
    return copy(url);
  });
});
