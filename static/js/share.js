// <button data-share="URL" data-share-title="…" hidden>: the system's own sheet, or the URL in the clipboard.
"use strict";

document.querySelectorAll("[data-share]").forEach((button) => {
  const { share: url, shareTitle: title } = button.dataset;
  if (!navigator.share && !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (navigator.share) return navigator.share({ title, url }).catch(() => {});
    await navigator.clipboard.writeText(url);
    return toast(document.body.dataset.copied, "success");
  });
});
