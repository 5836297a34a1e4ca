// Draws <canvas data-sales="id"> from the JSON of that id: {"money", "days": [date], "orders": [count], "net": [amount]}.
// Needs money.js. A table below it has the same numbers.
"use strict";

(() => {
  const { lang } = document.documentElement;
  const day = (date) => new Intl.DateTimeFormat(lang, { month: "numeric", day: "numeric" }).format(new Date(`${date}T00:00`));

  function draw(canvas) {
    const { money: format, days, orders, net } = JSON.parse(document.getElementById(canvas.dataset.sales).textContent);
    const money = moneyFormat(format), short = moneyFormat(format, true); // phones are narrow
    const { color } = getComputedStyle(canvas.parentElement); // readable in light and dark mode
    canvas.parentElement.hidden = false; // before it is measured
    const bars = { label: canvas.dataset.orders, data: orders, yAxisID: "orders", backgroundColor: "#f7a47d", borderRadius: 3, order: 2 };
    const line = { type: "line", label: canvas.dataset.net, data: net.map(Number), yAxisID: "net", borderColor: "#e0521f", backgroundColor: "#e0521f", order: 1 };
    const label = ({ dataset, parsed }) => `${dataset.label}: ${dataset.yAxisID === "net" ? money(parsed.y) : parsed.y}`;
    return new Chart(canvas, {
      type: "bar",
      data: { labels: days.map(day), datasets: [line, bars] },
      options: {
        animation: false,
        color,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        plugins: { tooltip: { callbacks: { label } } },
        scales: {
          x: { grid: { display: false }, ticks: { color, maxRotation: 0 } },
          net: { beginAtZero: true, position: "left", grid: { color: "rgb(128 128 128 / 25%)" }, ticks: { color, callback: short, maxTicksLimit: 6 } },
          orders: { beginAtZero: true, position: "right", grid: { drawOnChartArea: false }, ticks: { color, precision: 0, maxTicksLimit: 6 } },
        },
      },
    });
  }

  document.querySelectorAll("canvas[data-sales]").forEach(draw);
})();
