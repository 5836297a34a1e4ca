// The Korean postcode search, in addition to plain fields. Its script is loaded on first use; offline the
// button stays hidden.
"use strict";

function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

// The kind of address the person picked: R by road, J by lot number.
function chosenLine(data) {
  const line = (data.userSelectedType === "J" ? data.jibunAddress : data.roadAddress) || data.address;
  return data.buildingName ? `${line} (${data.buildingName})` : line;
}

function fillAddress(form, data) {
  form.elements.postcode.value = data.zonecode;
  form.elements.line.value = chosenLine(data);
  // The service has no coordinates, and those of another address would be wrong.
  form.elements.latitude.value = form.elements.longitude.value = "";
  form.elements.detail.focus();
}

async function searchPostcode(button) {
  const place = document.getElementById(button.getAttribute("aria-controls"));
  button.disabled = true;
  try {
    if (!window.daum?.Postcode) await loadScript(button.dataset.postcode);
    place.hidden = false;
    place.style.height = "28rem";
    new window.daum.Postcode({
      oncomplete(data) { fillAddress(button.form, data); place.hidden = true; place.replaceChildren(); },
      width: "100%",
      height: "100%",
    }).embed(place);
  } catch {
    place.hidden = true;
    toast(button.dataset.postcodeLost);
  }
  button.disabled = false;
}

document.querySelectorAll("[data-postcode]").forEach((button) => {
  button.hidden = !navigator.onLine;
  button.addEventListener("click", () => searchPostcode(button));
});
