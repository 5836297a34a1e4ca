// Draws <canvas data-billing-statistics="id"> from the JSON of that id: {"kind": "bars" | "stacked" | "lines",
// "unit": "money" | "count" | "percent", "money": the format of amounts, "areMonths": whether the labels are ISO dates, "labels": [text],
// "series": [{"label", "data": [amount as text, or null]}]}. Needs money.js. A table below it has the same numbers.
"use strict";

(() => {
  const COLOURS = ["#1b5291", "#17693f", "#0e7490", "#e8912d", "#c93a0a", "#5c3390", "#8a6d00", "#6b7280"];
  const DASHES = [[], [6, 3], [2, 2]]; // lines differ in more than colour
  const { lang } = document.documentElement;
  const month = (date) => new Intl.DateTimeFormat(lang, { year: "2-digit", month: "short" }).format(new Date(`${date}T00:00`));

  function format(unit, money, isShort = false) {
    if (unit === "money") return moneyFormat(money, isShort);
    if (unit === "percent") return new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }).format;
    return new Intl.NumberFormat(lang, isShort ? { notation: "compact" } : {}).format;
  }

  function dataset(kind, { label, data }, n) {
    const colour = COLOURS[n % COLOURS.length];
    const shared = { label, data: data.map((each) => (each === null ? null : Number(each))), backgroundColor: colour };
    if (kind === "lines") return { ...shared, borderColor: colour, borderDash: DASHES[n % DASHES.length], borderWidth: 2, pointRadius: 2, spanGaps: false };
    return { ...shared, borderRadius: 3, maxBarThickness: 48 };
  }

  function draw(canvas) {
    const { kind, unit, money, areMonths, labels, series } = JSON.parse(document.getElementById(canvas.dataset.billingStatistics).textContent);
    const long = format(unit, money), short = format(unit, money, true); // phones are narrow
    const { color } = getComputedStyle(canvas.parentElement); // readable in light and dark mode
    canvas.parentElement.hidden = false; // before it is measured
    return new Chart(canvas, {
      type: kind === "lines" ? "line" : "bar",
      data: { labels: areMonths ? labels.map(month) : labels, datasets: series.map((each, n) => dataset(kind, each, n)) },
      options: {
        animation: false,
        color,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        plugins: {
          legend: { labels: { color, boxWidth: 14 } },
          tooltip: { callbacks: { label: ({ dataset: { label }, parsed }) => `${label}: ${long(parsed.y)}` } },
        },
        scales: {
          x: { stacked: kind === "stacked", grid: { display: false }, ticks: { color, maxRotation: 0 } },
          y: { stacked: kind === "stacked", beginAtZero: true, grid: { color: "rgb(128 128 128 / 25%)" }, ticks: { color, callback: (value) => short(value), maxTicksLimit: 6, ...(unit === "count" && { precision: 0 }) } },
        },
      },
    });
  }

  document.querySelectorAll("canvas[data-billing-statistics]").forEach(draw);
})();
