// Opens Toss's payment window for the method that the payer chose; docs.tosspayments.com/sdk/v2/js.
"use strict";

const DETAILS = {
  CARD: ({ easyPay }) => ({ card: easyPay ? { flowMode: "DIRECT", easyPay } : { flowMode: "DEFAULT" } }),
  TRANSFER: () => ({ transfer: { useEscrow: false } }),
  VIRTUAL_ACCOUNT: ({ depositHours }) => ({ virtualAccount: { useEscrow: false, validHours: Number(depositHours) } }),
};

function wanted(order, { tossMethod: method, easyPay }) {
  return {
    method,
    amount: { currency: order.currency, value: Number(order.amount) },
    orderId: order.orderId,
    orderName: order.orderName.slice(0, 100),
    successUrl: order.returnUrl,
    failUrl: order.returnUrl,
    // The whole page is redirected to Toss and back, so that none of their code runs within ours.
    windowTarget: "self",
    ...DETAILS[method]({ easyPay, depositHours: order.depositHours }),
  };
}

// A card to be saved and charged later.
function card({ returnUrl }) {
  return { method: "CARD", successUrl: returnUrl, failUrl: returnUrl, windowTarget: "self" };
}

function setBusy(buttons, busy) {
  for (const button of buttons) button.disabled = busy;
}

async function openWindow(place, button, buttons) {
  setBusy(buttons, true);
  try {
    const { TossPayments } = window;
    const { clientKey, customerKey = TossPayments.ANONYMOUS } = place.dataset;
    const payment = TossPayments(clientKey).payment({ customerKey });
    if (button.dataset.tossMethod === "BILLING") await payment.requestBillingAuth(card(place.dataset));
    else await payment.requestPayment(wanted(place.dataset, button.dataset));
  } catch (error) {
    setBusy(buttons, false);
    if (error.code !== "USER_CANCEL") toast(place.dataset.lost);
  }
}

document.querySelectorAll("[data-toss]").forEach((place) => {
  const buttons = place.querySelectorAll("[data-toss-method]");
  setBusy(buttons, false);
  buttons.forEach((button) => button.addEventListener("click", () => openWindow(place, button, buttons)));
  // The back button may restore the page as it was left, with its buttons disabled.
  window.addEventListener("pageshow", () => setBusy(buttons, false));
});
