"""The payer's pages: the window of Toss's script, and a bank for deposits to virtual accounts."""

import html

# The part of the v2 script that a shop needs; the real one is js.tosspayments.com/v2/standard.
SCRIPT = """
(() => {
  const { origin } = new URL(document.currentScript.src);
  function check(right, what) {
    if (!right) throw Object.assign(new Error(what), { code: "INVALID_PARAMETERS" });
  }
  function TossPayments(clientKey) {
    check(clientKey, "clientKey");
    return {
      payment({ customerKey }) {
        check(customerKey, "customerKey");
        return {
          async requestPayment(request) {
            const { method, amount, orderId, orderName, successUrl, failUrl } = request;
            check(["CARD", "TRANSFER", "VIRTUAL_ACCOUNT"].includes(method), "method");
            check(amount.currency === "KRW" && Number.isInteger(amount.value), "amount");
            check(/^[A-Za-z0-9_=-]{6,64}$/.test(orderId), "orderId");
            check(orderName && orderName.length <= 100, "orderName");
            for (const url of [successUrl, failUrl]) check(/^https?:/.test(url), "url");
            const asked = new URLSearchParams({ clientKey, request: JSON.stringify(request) });
            location.assign(`${origin}/window?${asked}`);
            return new Promise(() => {});
          },
          async requestBillingAuth({ method, successUrl, failUrl }) {
            check(method === "CARD", "method");
            for (const url of [successUrl, failUrl]) check(/^https?:/.test(url), "url");
            const request = JSON.stringify({ customerKey, successUrl, failUrl });
            location.assign(`${origin}/card-window?${new URLSearchParams({ request })}`);
            return new Promise(() => {});
          },
        };
      },
    };
  }
  TossPayments.ANONYMOUS = "@@ANONYMOUS";
  window.TossPayments = TossPayments;
})();
"""

PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<title>Toss Payments (stand-in)</title><h1>Toss Payments (stand-in)</h1>{body}</html>"""


def page(body):
    return PAGE.format(body=body).encode()


def window(payment):
    """The page where the payer agrees, fails, or cancels."""
    what = html.escape(f"{payment['orderName']}: {payment['totalAmount']} KRW, {payment['method']}")
    buttons = "".join(
        f'<button formaction="/window/{payment["paymentKey"]}/{choice}">{label}</button> '
        for choice, label in (("pay", "Pay"), ("decline", "Decline"), ("cancel", "Cancel"))
    )
    return page(f'<p>{what}</p><form method="post">{buttons}</form>')


def accounts(waiting):
    """The page where deposits are made."""
    rows = "".join(
        f"<p>{html.escape(one['orderName'])}: {one['totalAmount']} KRW"
        f' <button formaction="/accounts/{one["paymentKey"]}/deposit">Deposit</button></p>'
        for one in waiting
    )
    return page(f'<form method="post">{rows or "No account waits for a deposit."}</form>')
