// Colours of categories: the policy of the site allows no style attributes.
"use strict";

for (const swatch of document.querySelectorAll(".swatch[data-color]")) {
  swatch.style.backgroundColor = swatch.dataset.color;
}
