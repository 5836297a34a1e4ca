// Draws <canvas data-usage="id" data-by="days"> from the JSON of that id: {"days" or "months": {"labels": [date], "units": [count]}}.
// Tables below it have the same numbers.
"use strict";

(() => {
  const { lang } = document.documentElement;
  const FORMATS = { days: { month: "numeric", day: "numeric" }, months: { year: "2-digit", month: "short" } };
  const short = new Intl.NumberFormat(lang, { notation: "compact" }).format; // phones are narrow

  function draw(canvas) {
    const { usage, by, label } = canvas.dataset;
    const { labels, units } = JSON.parse(document.getElementById(usage).textContent)[by];
    const name = (date) => new Intl.DateTimeFormat(lang, FORMATS[by]).format(new Date(`${date}T00:00`));
    const { color } = getComputedStyle(canvas.parentElement); // readable in light and dark mode
    canvas.parentElement.hidden = false; // before it is measured
    return new Chart(canvas, {
      type: "bar",
      data: { labels: labels.map(name), datasets: [{ label, data: units, backgroundColor: by === "days" ? "#c93a0a" : "#1b5291", borderRadius: 3 }] },
      options: {
        animation: false,
        color,
        maintainAspectRatio: false,
        plugins: { legend: { display: false } },
        scales: {
          x: { grid: { display: false }, ticks: { color, maxRotation: 0 } },
          y: { beginAtZero: true, grid: { color: "rgb(128 128 128 / 25%)" }, ticks: { color, callback: short, precision: 0, maxTicksLimit: 5 } },
        },
      },
    });
  }

  document.querySelectorAll("canvas[data-usage]").forEach(draw);
})();
