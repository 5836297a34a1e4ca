// Draws <canvas data-event-numbers="id"> from the JSON of that id: {"kind": "bars" | "rows" | "lines", "labels": [text],
// "areDays": whether the labels are ISO dates, "series": [{"label", "data": [count]}]}. data-label is what is counted. The
// table beside it has the same numbers.
"use strict";

(() => {
  const COLOURS = ["#c93a0a", "#1b5291", "#17693f", "#5c3390", "#b45309", "#0e7490"]; // --brand first
  const DASHES = [[], [6, 3], [2, 2], [10, 4], [6, 2, 2, 2], [1, 3]]; // lines differ in more than colour
  const ROW = 34, REST = 40; // pixels of a row, and of the axis
  const { lang } = document.documentElement;
  const day = (date) => new Intl.DateTimeFormat(lang, { month: "numeric", day: "numeric" }).format(new Date(`${date}T00:00`));

  const bars = ({ data }, label) => ({ label, data, backgroundColor: COLOURS[0], borderRadius: 3, maxBarThickness: 48 });

  function line({ label, data }, n) {
    const colour = COLOURS[n % COLOURS.length];
    return { label, data, borderColor: colour, backgroundColor: colour, borderDash: DASHES[n % DASHES.length], borderWidth: 2, pointRadius: 0, pointHitRadius: 12, stepped: true };
  }

  // Names of sections and types are long; phones are narrow.
  const short = (text) => (text.length > 18 ? `${text.slice(0, 17)}…` : text);

  function draw(canvas) {
    const { kind, labels, areDays, series } = JSON.parse(document.getElementById(canvas.dataset.eventNumbers).textContent);
    const box = canvas.parentElement, areRows = kind === "rows";
    if (areRows) box.style.height = `${labels.length * ROW + REST}px`;
    box.hidden = false; // before it is measured
    const { color } = getComputedStyle(box); // readable in light and dark mode
    const names = { grid: { display: false }, ticks: { color, maxRotation: 0, autoSkip: !areRows, ...(areRows && { callback: (n) => short(labels[n]) }) } };
    const counts = { beginAtZero: true, grid: { color: "rgb(128 128 128 / 25%)" }, ticks: { color, precision: 0, maxTicksLimit: 6 } };
    return new Chart(canvas, {
      type: kind === "lines" ? "line" : "bar",
      data: {
        labels: areDays ? labels.map(day) : labels,
        datasets: series.map((each, n) => (kind === "lines" ? line(each, n) : bars(each, canvas.dataset.label))),
      },
      options: {
        animation: false,
        color,
        indexAxis: areRows ? "y" : "x",
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false, axis: areRows ? "y" : "x" },
        plugins: { legend: { display: series.length > 1 } },
        scales: areRows ? { x: counts, y: names } : { x: names, y: counts },
      },
    });
  }

  document.querySelectorAll("canvas[data-event-numbers]").forEach(draw);
})();
