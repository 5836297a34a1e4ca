// Amounts on charts, written as core/money.py writes them: moneyFormat({"before": "₩", "after": "", "digits": 0}) returns
// a function of an amount; with isShort the number is abbreviated, as “12K”.
"use strict";

window.moneyFormat = ({ before, after, digits }, isShort = false) => {
  const options = isShort ? { notation: "compact" } : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const { format } = new Intl.NumberFormat(document.documentElement.lang, options);
  return (amount) => `${amount < 0 ? "-" : ""}${before}${format(Math.abs(amount))}${after}`;
};
