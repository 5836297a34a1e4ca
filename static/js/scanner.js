// Reads QR codes with the camera, for any page that has a field to type the same:
// <div data-scanner="#field" data-scanner-decoder="URL of jsQR.js" data-scanner-refused="…" data-scanner-absent="…">
//   <button type="button" data-scanner-start hidden>, <button type="button" data-scanner-stop>, <video>, and
//   [data-scanner-status], where it says why there is no picture.
// What it read is the event "scanned" (detail: the text) on that element. Unless a listener prevents the default,
// the text is written into the field, and its form is sent. The camera is on only between start and that; with
// data-scanner-continuous until it is stopped, and a code that stays in the picture is read once.
"use strict";

(() => {
  const EVERY = 120; // milliseconds between two tries
  const WIDEST = 800; // pixels of the picture that is searched: enough for a code, and fast on an old phone
  const GONE = 3000; // milliseconds out of the picture after which a code is read again
  const CAMERA = { audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } };

  async function nativeDecoder() {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue;
  }

  function load(url) {
    return new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  async function vendoredDecoder(url) {
    if (!("jsQR" in window)) await load(url);
    return (canvas, context) => {
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data;
    };
  }

  function scanner(root) {
    const start = root.querySelector("[data-scanner-start]"), stop = root.querySelector("[data-scanner-stop]");
    const video = root.querySelector("video"), status = root.querySelector("[data-scanner-status]");
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const isContinuous = "scannerContinuous" in root.dataset;
    let last = "", lastAt = 0; // the code that was read, and when it was seen
    let stream = null, run = 0; // each start has a number: what an earlier one still waits for is ignored

    function show(isOn) {
      start.hidden = isOn;
      video.hidden = stop.hidden = !isOn;
    }

    function end() {
      run += 1;
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = video.srcObject = null;
      show(false);
    }

    function draw() {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
    }

    function isNew(text) {
      const before = last, gone = Date.now() - lastAt > GONE;
      [last, lastAt] = [text, Date.now()];
      return !isContinuous || gone || text !== before;
    }

    function take(text) {
      if (!isContinuous) end();
      const event = new CustomEvent("scanned", { detail: text, bubbles: true, cancelable: true });
      if (!root.dispatchEvent(event)) return;
      const field = document.querySelector(root.dataset.scanner);
      field.value = text;
      field.form.requestSubmit();
    }

    async function search(decode, mine) {
      while (run === mine) {
        if (video.videoWidth) {
          draw();
          const text = await decode(canvas, context);
          if (run !== mine) return;
          if (text && isNew(text)) {
            navigator.vibrate?.(80);
            take(text);
            if (!isContinuous) return;
          }
        }
        await new Promise((resolve) => { setTimeout(resolve, EVERY); });
      }
    }

    async function begin() {
      const mine = ++run;
      status.textContent = "";
      show(true);
      try {
        const found = await navigator.mediaDevices.getUserMedia(CAMERA);
        if (run !== mine) { found.getTracks().forEach((track) => track.stop()); return; }
        stream = video.srcObject = found;
        await video.play();
        await search(await nativeDecoder() ?? await vendoredDecoder(root.dataset.scannerDecoder), mine);
      } catch (error) {
        if (run !== mine) return;
        end();
        const { scannerRefused, scannerAbsent } = root.dataset;
        status.textContent = error.name === "NotAllowedError" ? scannerRefused : scannerAbsent;
      }
    }

    start.addEventListener("click", begin);
    stop.addEventListener("click", end);
    document.addEventListener("visibilitychange", () => { if (document.hidden) end(); });
    window.addEventListener("pagehide", end);
    start.hidden = false;
  }

  document.querySelectorAll("[data-scanner]").forEach(scanner);
})();
