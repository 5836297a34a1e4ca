// Draws <canvas data-statistics="id"> from the JSON of that id: {"money", "days": [date], "claimed", "used": [count],
// "sales": [amount]}; data-claimed, data-used and data-sales are their names. Needs money.js. A table next to it has the same numbers.
// After htmx has swapped the JSON the chart has the new numbers, and tables that were unfolded stay so.
"use strict";

(() => {
  const { lang } = document.documentElement;
  const charts = new WeakMap(); // by canvas
  const numbers = (canvas) => JSON.parse(document.getElementById(canvas.dataset.statistics).textContent);
  const day = (date) => new Intl.DateTimeFormat(lang, { month: "numeric", day: "numeric" }).format(new Date(`${date}T00:00`));

  function fill({ data }, { days, claimed, used, sales }) {
    const [line, ...bars] = data.datasets;
    Object.assign(line, { data: sales.map(Number), pointRadius: days.length > 14 ? 0 : 3 });
    bars.forEach((dataset, n) => { dataset.data = [claimed, used][n]; });
    data.labels = days.map(day);
  }

  function draw(canvas) {
    const { money: format } = numbers(canvas), { dataset } = canvas;
    const money = moneyFormat(format), short = moneyFormat(format, true); // phones are narrow
    const { color } = getComputedStyle(canvas.parentElement); // readable in light and dark mode
    canvas.parentElement.hidden = false; // before it is measured
    const bars = (label, backgroundColor) => ({ label, yAxisID: "coupons", backgroundColor, borderRadius: 3, order: 2 });
    const line = { type: "line", label: dataset.sales, yAxisID: "sales", borderColor: "#1b5291", borderWidth: 2, backgroundColor: "#1b5291", order: 1 };
    const label = (at) => `${at.dataset.label}: ${at.dataset.yAxisID === "sales" ? money(at.parsed.y) : at.parsed.y}`;
    return new Chart(canvas, {
      type: "bar",
      data: { datasets: [line, bars(dataset.claimed, "#f7a47d"), bars(dataset.used, "#c93a0a")] },
      options: {
        animation: false,
        color,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        plugins: { tooltip: { callbacks: { label } } },
        scales: {
          x: { grid: { display: false }, ticks: { color, maxRotation: 0 } },
          coupons: { beginAtZero: true, position: "left", grid: { color: "rgb(128 128 128 / 25%)" }, ticks: { color, precision: 0, maxTicksLimit: 6 } },
          sales: { beginAtZero: true, position: "right", grid: { drawOnChartArea: false }, ticks: { color, callback: short, maxTicksLimit: 6 } },
        },
      },
    });
  }

  function update() {
    for (const canvas of document.querySelectorAll("canvas[data-statistics]")) {
      if (!charts.has(canvas)) charts.set(canvas, draw(canvas));
      const chart = charts.get(canvas);
      fill(chart, numbers(canvas));
      chart.update();
    }
  }

  let unfolded = [];
  const tables = () => [...document.querySelectorAll("#figures details")];
  document.addEventListener("htmx:beforeSwap", () => { unfolded = tables().map(({ open }) => open); });
  document.addEventListener("htmx:afterSettle", () => {
    tables().forEach((table, n) => { table.open ||= unfolded[n] ?? false; });
    update();
  });
  update();
})();
