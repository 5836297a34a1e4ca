// Draws <canvas data-earnings="id"> from the JSON of that id: {"days": [date], "fees": {currency: [amount]},
// "money": {currency: its format}}. Needs money.js. A table next to it has the same numbers.
"use strict";

(() => {
  const COLOURS = ["#c93a0a", "#1b5291", "#17693f", "#5c3390"]; // --brand first
  const { lang } = document.documentElement;

  const day = (date) => new Intl.DateTimeFormat(lang, { month: "short", day: "numeric" }).format(new Date(`${date}T00:00`));

  function bars([currency, amounts], n) {
    return { label: currency, data: amounts.map(Number), yAxisID: currency, backgroundColor: COLOURS[n % COLOURS.length], borderRadius: 3 };
  }

  // An axis for each currency: their amounts differ in magnitude.
  function axis(money, n) {
    const ticks = { callback: money, maxTicksLimit: 5 };
    return { beginAtZero: true, position: n ? "right" : "left", grid: { drawOnChartArea: !n }, ticks };
  }

  function draw(canvas) {
    const { days, fees, money: formats } = JSON.parse(document.getElementById(canvas.dataset.earnings).textContent);
    const currencies = Object.keys(fees);
    const money = Object.fromEntries(currencies.map((currency) => [currency, moneyFormat(formats[currency])]));
    canvas.parentElement.hidden = false; // before it is measured
    const label = ({ dataset, parsed }) => money[dataset.label](parsed.y);
    return new Chart(canvas, {
      type: "bar",
      data: { labels: days.map(day), datasets: Object.entries(fees).map(bars) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        plugins: { legend: { display: currencies.length > 1 }, tooltip: { callbacks: { label } } },
        scales: {
          x: { grid: { display: false }, ticks: { maxRotation: 0 } },
          ...Object.fromEntries(currencies.map((currency, n) => [currency, axis(money[currency], n)])),
        },
      },
    });
  }

  document.querySelectorAll("canvas[data-earnings]").forEach(draw);
})();
