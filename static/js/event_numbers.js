// Draws <canvas data-event-numbers="id"> from the JSON of that id: {"days": [date], "pieces": [count]}. The table
// beside it has the same numbers.
"use strict";

(() => {
  const { lang } = document.documentElement;
  const day = (date) => new Intl.DateTimeFormat(lang, { month: "numeric", day: "numeric" }).format(new Date(`${date}T00:00`));
  document.querySelectorAll("canvas[data-event-numbers]").forEach((canvas) => {
    const { days, pieces } = JSON.parse(document.getElementById(canvas.dataset.eventNumbers).textContent);
    if (!days.length) return;
    canvas.parentElement.hidden = false; // before it is measured
    const { color } = getComputedStyle(canvas.parentElement); // readable in light and dark mode
    new Chart(canvas, {
      type: "bar",
      data: { labels: days.map(day), datasets: [{ label: canvas.dataset.label, data: pieces, backgroundColor: "#c93a0a", borderRadius: 3, maxBarThickness: 48 }] },
      options: {
        animation: false,
        color,
        maintainAspectRatio: false,
        plugins: { legend: { display: false } },
        scales: {
          x: { grid: { display: false }, ticks: { color, maxRotation: 0 } },
          y: { beginAtZero: true, grid: { color: "rgb(128 128 128 / 25%)" }, ticks: { color, precision: 0, maxTicksLimit: 6 } },
        },
      },
    });
  });
})();
