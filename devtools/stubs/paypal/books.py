"""PayPal's records: orders, captures and refunds, and an event for each change."""

from collections.abc import Callable
from threading import RLock

from devtools.stubs.paypal.disputes import Disputes
from devtools.stubs.paypal.records import No, cents, new_id, not_found, now
from devtools.stubs.paypal.vault import PAYER, Vault


class Books(Vault):
    """`tell(event)` is called with every event. Returned objects are live: they reflect later changes."""

    def __init__(self, url: str, tell: Callable[[dict], None]):
        self.url, self.tell = url, tell
        self.lock = RLock()
        self.orders, self.captures, self.refunds = {}, {}, {}
        self.disputes = Disputes(self.announce)
        self.contexts = {}  # of an order or a setup: where its payer goes
        self.setups, self.tokens, self.behaviour = {}, {}, {}
        self.declining, self.pending = set(), set()  # orders
        self.refund_status = "COMPLETED"  # of the refunds to come

    def create(self, body):
        if "vault_id" in body["payment_source"]["paypal"]:
            return self.charge_vaulted(body)
        (unit,) = body["purchase_units"]
        cents(unit["amount"])
        self.refuse_paid_invoice(unit)
        id = new_id()
        order = {
            "id": id,
            "intent": body["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "create_time": now(),
            "purchase_units": [{**unit, "payee": {"email_address": "shop@example.com"}}],
            "links": [
                self.link("self", f"/v2/checkout/orders/{id}", "GET"),
                self.link("payer-action", f"/checkoutnow?token={id}", "GET"),
            ],
        }
        self.contexts[id] = body["payment_source"]["paypal"]["experience_context"]
        self.orders[id] = order
        return order

    def order(self, id):
        if id not in self.orders:
            raise not_found()
        return self.orders[id]

    def approve(self, id):
        order = self.order(id)
        order["status"] = "APPROVED"
        order["payer"] = PAYER
        order["payment_source"] = {"paypal": {**PAYER, "account_id": "QYR5Z8XDVJNXQ"}}
        self.announce("CHECKOUT.ORDER.APPROVED", "checkout-order", order)

    def capture(self, id):
        order = self.order(id)
        unit = order["purchase_units"][0]
        if order["status"] == "COMPLETED":
            raise No("ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise No("ORDER_NOT_APPROVED")
        if id in self.declining:
            self.declining.remove(id)
            raise No("INSTRUMENT_DECLINED")
        self.refuse_paid_invoice(unit)
        order["status"] = "COMPLETED"
        status = "PENDING" if id in self.pending else "COMPLETED"
        capture = self.new_capture(id, unit, status)
        self.announce(f"PAYMENT.CAPTURE.{status}", "capture", capture)
        return order

    def expire_unfinished(self):
        """What PayPal does after hours with orders that were not captured."""
        self.orders = {id: row for id, row in self.orders.items() if row["status"] == "COMPLETED"}

    def settle(self, capture_id, status):
        """A PENDING capture becomes COMPLETED or DECLINED."""
        self.captures[capture_id]["status"] = status
        kind = "DENIED" if status == "DECLINED" else status
        self.announce(f"PAYMENT.CAPTURE.{kind}", "capture", self.captures[capture_id])

    def refund(self, capture_id, body):
        """Also made in the dashboard, then without our invoice_id."""
        capture = self.captures.get(capture_id)
        if capture is None:
            raise not_found()
        if self.disputes.withheld(capture_id):
            raise No("CAPTURE_DISPUTED_PARTIAL_REFUND_NOT_ALLOWED")
        rest = cents(capture["amount"]) - self.refunded(capture_id) - self.disputes.lost(capture_id)
        amount = cents(body["amount"])
        if amount > rest:
            raise No("REFUND_AMOUNT_EXCEEDED" if rest else "CAPTURE_FULLY_REFUNDED")
        self._refuse_refunded_invoice(body)
        id = new_id()
        refund = {
            "id": id,
            "status": self.refund_status,
            "amount": body["amount"],
            "invoice_id": body.get("invoice_id", capture["invoice_id"]),
            "custom_id": capture["custom_id"],
            "create_time": now(),
            "links": [
                self.link("self", f"/v2/payments/refunds/{id}", "GET"),
                self.link("up", f"/v2/payments/captures/{capture_id}", "GET"),
            ],
        }
        self.refunds[id] = refund
        self._unit_of(capture)["payments"].setdefault("refunds", []).append(refund)
        if self.refund_status in ("COMPLETED", "PENDING"):
            capture["status"] = "REFUNDED" if amount == rest else "PARTIALLY_REFUNDED"
            self.announce("PAYMENT.CAPTURE.REFUNDED", "refund", refund)
        return refund

    def fail_refund(self, id, status="FAILED", kind="PAYMENT.REFUND.FAILED"):
        """An accepted refund fails, or is cancelled (CANCELLED)."""
        refund = self.refunds[id]
        refund["status"] = status
        capture_id = refund["links"][1]["href"].rpartition("/")[2]
        left = self.refunded(capture_id)
        self.captures[capture_id]["status"] = "PARTIALLY_REFUNDED" if left else "COMPLETED"
        self.announce(kind, "refund", refund)

    def dispute(self, capture_id, amount=None, stage="CHARGEBACK"):
        capture = self.captures[capture_id]
        left = cents(capture["amount"]) - self.refunded(capture_id)
        return self.disputes.open(capture, left, amount, stage)

    def refunded(self, capture_id):
        up = f"/v2/payments/captures/{capture_id}"
        return sum(
            cents(refund["amount"])
            for refund in self.refunds.values()
            if refund["links"][1]["href"].endswith(up)
            and refund["status"] in ("COMPLETED", "PENDING")
        )

    def new_capture(self, order_id, unit, status):
        id = new_id()
        amount = unit["amount"]
        capture = {
            "id": id,
            "status": status,
            "amount": amount,
            "final_capture": True,
            "custom_id": unit["custom_id"],
            "invoice_id": unit["invoice_id"],
            "seller_receivable_breakdown": {"gross_amount": amount, "net_amount": amount},
            "supplementary_data": {"related_ids": {"order_id": order_id}},
            "create_time": now(),
            "links": [
                self.link("self", f"/v2/payments/captures/{id}", "GET"),
                self.link("refund", f"/v2/payments/captures/{id}/refund", "POST"),
                self.link("up", f"/v2/checkout/orders/{order_id}", "GET"),
            ],
        }
        self.captures[id] = capture
        unit.setdefault("payments", {}).setdefault("captures", []).append(capture)
        return capture

    def _unit_of(self, capture):
        order_id = capture["supplementary_data"]["related_ids"]["order_id"]
        return self.orders[order_id]["purchase_units"][0]

    def refuse_paid_invoice(self, unit):
        paid = {capture["invoice_id"] for capture in self.captures.values()}
        if unit["invoice_id"] in paid:
            raise No("DUPLICATE_INVOICE_ID")

    def _refuse_refunded_invoice(self, body):
        """PayPal accepts an invoice number for one refund only."""
        sent = {refund["invoice_id"] for refund in self.refunds.values()}
        if body.get("invoice_id") in sent:
            raise No("DUPLICATE_INVOICE_ID")

    def link(self, rel, path, method):
        return {"rel": rel, "href": self.url + path, "method": method}

    def announce(self, kind, resource_type, resource):
        self.tell(
            {
                "id": f"WH-{new_id()}-{new_id()}",
                "event_version": "1.0",
                "create_time": now(),
                "resource_type": resource_type,
                "resource_version": "2.0",
                "event_type": kind,
                "summary": "Wörtlich: 결제",
                "resource": resource,
            }
        )
