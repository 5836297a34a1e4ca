"""Stripe's records: sessions, intents, charges, refunds, and their events."""

import copy
import secrets
import time

from devtools.stubs.stripe.amounts import MINIMUM, Refused, major, refuse_fraction
from devtools.stubs.stripe.saving import SavingBooks

PERSON = {"name": "Ann Payer", "email": "ann.payer@example.com", "phone": "+821012345678"}
VOUCHER_SECONDS = 3 * 24 * 60 * 60
EVIDENCE_SECONDS = 9 * 24 * 60 * 60
SOONEST, LATEST = 30 * 60, 24 * 60 * 60  # seconds until a session may expire


class StripeBooks(SavingBooks):
    """Stores objects in Stripe's format. Forms have flat names: `metadata[order]`."""

    def __init__(self, url):
        self.url = url
        self.objects = {"cs": {}, "pi": {}, "ch": {}, "re": {}, "du": {}}
        self.objects.update({"cus": {}, "pm": {}, "seti": {}})
        self.declines = {}
        self.events = []
        # Of later refunds. A "doomed" one is answered as pending, and has failed by then.
        self.refund_status, self.failure_reason = "succeeded", "lost_or_stolen_card"

    def create_session(self, form):
        price = "line_items[0][price_data]"
        amount, currency = int(form[f"{price}[unit_amount]"]), form[f"{price}[currency]"]
        refuse_fraction(amount, currency)
        if amount < MINIMUM.get(currency, 1):
            raise Refused(400, "The Checkout Session's total is too low", code="amount_too_small")
        if not SOONEST <= int(form["expires_at"]) - time.time() <= LATEST:
            raise Refused(400, "The `expires_at` timestamp is wrong", param="expires_at")
        session = self._new("cs", "checkout.session", mode=form["mode"])
        session.update(
            amount_total=amount * int(form["line_items[0][quantity]"]),
            currency=currency,
            name=form[f"{price}[product_data][name]"],
            client_reference_id=form.get("client_reference_id"),
            client_secret=None,
            customer_details=None,
            expires_at=int(form["expires_at"]),
            metadata=_metadata(form, "metadata"),
            intent_metadata=_metadata(form, "payment_intent_data[metadata]"),
            payment_intent=None,
            payment_status="unpaid",
            status="open",
            success_url=form["success_url"],
            cancel_url=form["cancel_url"],
            url=f"{self.url}/c/pay/{session['id']}",
        )
        return session

    refused = staticmethod(Refused)

    @staticmethod
    def declined(error):
        """What Stripe answers with 402."""
        refused = Refused(402, error["message"], code=error["code"], kind=error["type"])
        refused.body, refused.is_answer = {"error": error}, True
        return refused

    def metadata(self, form, name):
        return _metadata(form, name)

    def expire(self, session):
        self.refuse_unless_open(session)
        session.update(status="expired", url=None)
        self.tell("checkout.session.expired", session)
        return session

    def refund(self, form):
        """Also for refunds of the dashboard, without metadata."""
        intent = self.find("pi", form["payment_intent"])
        charge = self.find("ch", intent["latest_charge"])
        left = _left(charge) - self._lost(charge)
        amount = int(form.get("amount", left))
        if not left:
            message = f"Charge {charge['id']} has already been refunded."
            raise Refused(400, message, code="charge_already_refunded")
        refuse_fraction(amount, charge["currency"])
        if self._withheld(charge):
            message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
            raise Refused(400, message, code="charge_disputed")
        if amount > left:
            raise Refused(
                400, f"Refund amount ({amount}) is greater than unrefunded amount ({left})"
            )
        refund = self._new("re", "refund", amount=amount, currency=charge["currency"])
        refund.update(charge=charge["id"], payment_intent=intent["id"], status=self.refund_status)
        refund.update(metadata=_metadata(form, "metadata"))
        if refund["status"] == "failed":
            refund["failure_reason"] = self.failure_reason
            return refund
        self._change_refunded(charge, amount)
        self.tell("charge.refunded", charge)
        answer = copy.deepcopy(refund)
        if refund["status"] == "doomed":
            answer["status"] = "pending"
            self.fail_refund(refund["id"], self.failure_reason)
        return answer

    def fail_refund(self, id, reason="unknown"):
        """An accepted refund fails; "merchant_request" means that it was cancelled."""
        refund = self.find("re", id)
        refund["status"] = "canceled" if reason == "merchant_request" else "failed"
        refund["failure_reason"] = reason
        self._change_refunded(self.find("ch", refund["charge"]), -refund["amount"])
        for kind in ("charge.refund.updated", "refund.failed"):
            self.tell(kind, refund)

    def pay(self, session, *, later=False):
        """The payer pays; with `later` by a transfer that arrives later."""
        self.refuse_unless_open(session)
        intent = self._new("pi", "payment_intent", metadata=session["intent_metadata"])
        intent.update(
            amount=session["amount_total"],
            amount_received=0,
            client_secret=f"{intent['id']}_secret_{secrets.token_hex(8)}",
            currency=session["currency"],
            latest_charge=None,
            last_payment_error=None,
            status="requires_action",
            next_action={
                "type": "konbini_display_details",
                "konbini_display_details": {
                    "hosted_voucher_url": f"{self.url}/voucher/{intent['id']}",
                    "expires_at": intent["created"] + VOUCHER_SECONDS,
                },
            },
        )
        session.update(payment_intent=intent["id"], status="complete", url=None)
        session.update(customer_details=PERSON)
        if not later:
            self._charge(session)
        self.tell("checkout.session.completed", session)

    def deposit(self, session):
        self._charge(session)
        self.tell("checkout.session.async_payment_succeeded", session)

    def fail_deposit(self, session):
        trouble = {"message": "The voucher was not paid in time."}
        intent = self.find("pi", session["payment_intent"])
        intent.update(
            status="requires_payment_method", next_action=None, last_payment_error=trouble
        )
        self.tell("checkout.session.async_payment_failed", session)

    def dispute(self, session, amount=None, status="needs_response"):
        """The payer objects; `resolve_dispute` decides it. An inquiry begins with "warning_"."""
        intent = self.find("pi", session["payment_intent"])
        charge = self.find("ch", intent["latest_charge"])
        left = _left(charge)
        dispute = self._new("du", "dispute", amount=min(amount or left, left), status=status)
        dispute.update(
            charge=charge["id"],
            currency=charge["currency"],
            evidence_details={"due_by": dispute["created"] + EVIDENCE_SECONDS},
            metadata={},
            payment_intent=intent["id"],
            reason="product_not_received",
        )
        charge["disputed"] = True
        self.tell("charge.dispute.created", dispute)
        if not status.startswith("warning_"):
            self.tell("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def resolve_dispute(self, dispute, status):
        """To "won" or "lost", also after the other; to "needs_response" an inquiry escalates."""
        dispute["status"] = status
        is_over = status in ("won", "lost", "warning_closed")
        self.tell(f"charge.dispute.{'closed' if is_over else 'updated'}", dispute)
        if status == "won":
            self.tell("charge.dispute.funds_reinstated", dispute)

    def find(self, kind, id):
        if kind == "cs":
            self._expire_by_time()
        if id not in self.objects[kind]:
            raise Refused(404, f"No such object: '{id}'", code="resource_missing", param="id")
        return self.objects[kind][id]

    def listed(self, kind):
        """The newest first, in Stripe's order."""
        self._expire_by_time()
        return list(self.objects[kind].values())[::-1]

    def summary(self):
        """Captures and refunds in major units, by our key."""
        entries = {
            session["client_reference_id"]: self._entry(session)
            for session in self.objects["cs"].values()
            if session["mode"] == "payment"
        }
        charges = (one for one in self.objects["pi"].values() if one.get("customer"))
        return {
            **entries,
            **{one["metadata"]["payment"]: self._charge_entry(one) for one in charges},
        }

    def _charge_entry(self, intent):
        """Of a charge without a session."""
        unpaid = {
            "id": "",
            "status": "",
            "payment_intent": intent["id"],
            "currency": intent["currency"],
        }
        return self._entry(unpaid)

    def _entry(self, session):
        intent = self.objects["pi"].get(session["payment_intent"], {})
        charge = self.objects["ch"].get(intent.get("latest_charge"), {})
        return {
            "session": session["id"],
            "status": session["status"],
            "reference": intent.get("id", ""),
            "captured": major(intent.get("amount_received", 0), session["currency"]),
            "refunded": major(charge.get("amount_refunded", 0), session["currency"]),
            "lost": major(self._lost(charge), session["currency"]),
            "left": _left(charge) - self._lost(charge) if charge else 0,
            "currency": session["currency"].upper(),
        }

    def _charge(self, session):
        self.take(self.find("pi", session["payment_intent"]))
        session["payment_status"] = "paid"

    def take(self, intent):
        charge = self._new("ch", "charge", amount=intent["amount"], currency=intent["currency"])
        charge.update(
            amount_refunded=0,
            billing_details=PERSON,
            metadata=intent["metadata"],
            payment_intent=intent["id"],
            receipt_url=f"{self.url}/receipts/{charge['id']}",
            refunded=False,
        )
        intent.update(
            status="succeeded",
            next_action=None,
            amount_received=intent["amount"],
            latest_charge=charge["id"],
        )

    def _withheld(self, charge):
        """Whether it is disputed; after a dispute that was lost, what is left of it can be refunded."""
        disputes = [one for one in self.objects["du"].values() if one["charge"] == charge["id"]]
        return any(one["status"] in ("needs_response", "under_review") for one in disputes)

    def _lost(self, charge):
        disputes = [one for one in self.objects["du"].values() if one["charge"] == charge.get("id")]
        return sum(one["amount"] for one in disputes if one["status"] == "lost")

    def _change_refunded(self, charge, by):
        charge["amount_refunded"] += by
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]

    def _new(self, kind, name, **fields):
        id = f"{kind}_test_{secrets.token_hex(12)}"
        new = {"id": id, "object": name, "created": int(time.time()), "livemode": False, **fields}
        self.objects[kind][id] = new
        return new

    def tell(self, kind, about):
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "created": int(time.time()),
            "data": {"object": copy.deepcopy(about)},
            "livemode": False,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        self.events.append(event)

    def refuse_unless_open(self, session):
        if session["status"] != "open":
            message = f'Only Checkout Sessions with a status in ["open"] can do so, not {session["status"]}'
            raise Refused(400, message)

    def _expire_by_time(self):
        for session in self.objects["cs"].values():
            if session["status"] == "open" and session["expires_at"] <= time.time():
                self.expire(session)


def _left(charge):
    return charge["amount"] - charge["amount_refunded"]


def _metadata(form, name):
    return {
        key[len(name) + 1 : -1]: value for key, value in form.items() if key.startswith(f"{name}[")
    }
