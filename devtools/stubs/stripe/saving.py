"""Stripe's records of saved cards: customers, setup sessions, and charges off session."""

import copy
import time

# What happens to the charges of a card, by the payer's choice on the page.
CARDS = {
    "save": "",
    "poor": "insufficient_funds",
    "stolen": "stolen_card",
    "asks": "authentication_required",
}


class SavingBooks:
    """Part of StripeBooks. `declines` is the decline code of each card, by its id; empty pays."""

    def create_customer(self, form):
        return self._new("cus", "customer", metadata=self.metadata(form, "metadata"))

    def create_setup(self, form):
        self.find("cus", form["customer"])
        session = self._new("cs", "checkout.session", mode="setup")
        session.update(
            amount_total=None,
            currency=form["currency"],
            customer=form["customer"],
            client_reference_id=form.get("client_reference_id"),
            expires_at=int(time.time()) + 24 * 60 * 60,
            metadata=self.metadata(form, "metadata"),
            intent_metadata=self.metadata(form, "setup_intent_data[metadata]"),
            name="Save a card",
            payment_intent=None,
            payment_status="no_payment_required",
            setup_intent=None,
            status="open",
            success_url=form["success_url"],
            cancel_url=form["cancel_url"],
            url=f"{self.url}/c/pay/{session['id']}",
        )
        return session

    def save_card(self, session, how="save"):
        """The owner enters a card on the page; `how` is one of CARDS."""
        self.refuse_unless_open(session)
        card = {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2031}
        customer = session["customer"]
        method = self._new("pm", "payment_method", type="card", card=card, customer=customer)
        self.declines[method["id"]] = CARDS[how]
        intent = self._new("seti", "setup_intent", customer=customer, status="succeeded")
        intent.update(payment_method=method["id"], metadata=session["intent_metadata"])
        session.update(setup_intent=intent["id"], status="complete", url=None)
        self.tell("setup_intent.succeeded", intent)
        self.tell("checkout.session.completed", session)
        return method

    def detach(self, id):
        method = self.find("pm", id)
        if method["customer"] is None:
            raise self.refused(400, "The payment method is not attached to a customer.")
        method["customer"] = None
        self.tell("payment_method.detached", method)
        return method

    def charge_saved(self, form):
        """A payment intent, confirmed off session: paid at once, or refused with 402."""
        method = self.objects["pm"].get(form["payment_method"], {})
        if not method or method["customer"] != form["customer"]:
            message = "The provided PaymentMethod was detached from a Customer."
            raise self.refused(400, message, param="payment_method")
        assert form["off_session"] == form["confirm"] == "true", form
        intent = self._new("pi", "payment_intent", customer=form["customer"])
        intent.update(
            amount=int(form["amount"]),
            amount_received=0,
            currency=form["currency"],
            last_payment_error=None,
            latest_charge=None,
            metadata=self.metadata(form, "metadata"),
            next_action=None,
            payment_method=method["id"],
            status="requires_confirmation",
        )
        self._decline(intent, method, self.declines[method["id"]])
        self.take(intent)
        self.tell("payment_intent.succeeded", intent)
        return intent

    def _decline(self, intent, method, code):
        if not code:
            return
        asks = code == "authentication_required"
        error = {
            "type": "card_error",
            "code": code if asks else "card_declined",
            "decline_code": code,
            "message": "Your card was declined.",
            "payment_method": method,
        }
        intent.update(status="requires_payment_method", last_payment_error=error)
        self.tell("payment_intent.payment_failed", intent)
        raise self.declined({**error, "payment_intent": copy.deepcopy(intent)})
