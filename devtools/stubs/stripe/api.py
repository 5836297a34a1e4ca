"""The calls of Stripe's API that Jumun makes: authentication, effects, and idempotency."""

import copy
import re

from devtools.stubs.stripe.amounts import Refused

SESSION = re.compile(r"(GET|POST) /v1/checkout/sessions/(cs_\w+)(/expire)?$")
DISPUTE = re.compile(r"GET /v1/disputes/(du_\w+)$")
INTENT = re.compile(r"GET /v1/payment_intents/(pi_\w+)$")
SETUP = re.compile(r"GET /v1/setup_intents/(seti_\w+)$")
DETACH = re.compile(r"POST /v1/payment_methods/(pm_\w+)/detach$")


class StripeApi:
    def __init__(self, books, secret_key, lock):
        self.books, self.secret_key, self.lock = books, secret_key, lock
        self.answered = {}

    def answer(self, call, form, text, headers):
        """Status, body, and whether it is the answer to an earlier call with the same key."""
        key = headers["Idempotency-Key"] if call.startswith("POST") else ""
        try:
            if headers["Authorization"] != f"Bearer {self.secret_key}":
                raise Refused(401, "Invalid API Key provided: sk_test_****")
            with self.lock:
                return self._once(key, call, form, text)
        except Refused as refused:
            return refused.status, refused.body, False

    def expire_keys(self):
        """What Stripe does after a day."""
        self.answered.clear()

    def _once(self, key, call, form, text):
        if key in self.answered:
            first, body, status = self.answered[key]
            if first != (call, text):
                message = (
                    "Keys can only be used with the same parameters they were first used with."
                )
                raise Refused(400, message, kind="idempotency_error")
            return status, body, True
        status, body = self._done(call, form)
        if key:
            self.answered[key] = (call, text), body, status
        return status, body, False

    def _done(self, call, form):
        """A declined card is the answer to its key, too; other refusals are not."""
        try:
            return 200, copy.deepcopy(self._do(call, form))
        except Refused as refused:
            if not refused.is_answer:
                raise
            return refused.status, refused.body

    def _do(self, call, form):
        if found := SESSION.match(call):
            session = self.books.find("cs", found[2])
            return self._whole(self.books.expire(session) if found[3] else session, form)
        if found := INTENT.match(call):
            return self._whole(self.books.find("pi", found[1]), form)
        if found := DISPUTE.match(call):
            return self.books.find("du", found[1])
        if found := SETUP.match(call):
            return self._whole(self.books.find("seti", found[1]), form)
        if found := DETACH.match(call):
            return self.books.detach(found[1])
        match call:
            case "POST /v1/customers":
                return self.books.create_customer(form)
            case "POST /v1/payment_intents":
                return self.books.charge_saved(form)
            case "GET /v1/payment_intents":
                return self._page("pi", call, form)
            case "POST /v1/checkout/sessions" if form["mode"] == "setup":
                return self.books.create_setup(form)
            case "POST /v1/checkout/sessions":
                return self.books.create_session(form)
            case "GET /v1/checkout/sessions":
                return self._page("cs", call, form)
            case "POST /v1/refunds":
                return self.books.refund(form)
            case "GET /v1/refunds":
                return self._page("re", call, form)
        raise Refused(404, f"Unrecognized request URL ({call}).")

    def _page(self, kind, call, form):
        rows = [row for row in self.books.listed(kind) if _matches(row, form)]
        ids = [row["id"] for row in rows]
        after = ids.index(form["starting_after"]) + 1 if "starting_after" in form else 0
        end = after + int(form.get("limit", 10))
        page = {"object": "list", "url": call.removeprefix("GET "), "data": rows[after:end]}
        return {**page, "has_more": end < len(rows)}

    def _whole(self, row, form):
        """With its ids replaced by the objects, as far as `expand` requests."""
        row = copy.deepcopy(row)
        wanted = form.get("expand[0]", "")
        if row["object"] == "setup_intent" or row.get("mode") == "setup":
            return self._whole_setup(row, wanted)
        if wanted.startswith("payment_intent") and row["payment_intent"]:
            row["payment_intent"] = copy.deepcopy(self.books.find("pi", row["payment_intent"]))
        intent = row["payment_intent"] if row["object"] == "checkout.session" else row
        if wanted.endswith("latest_charge") and intent and intent["latest_charge"]:
            intent["latest_charge"] = copy.deepcopy(self.books.find("ch", intent["latest_charge"]))
        return row

    def _whole_setup(self, row, wanted):
        intent = row
        if wanted.startswith("setup_intent") and row["setup_intent"]:
            intent = row["setup_intent"] = copy.deepcopy(
                self.books.find("seti", row["setup_intent"])
            )
        if wanted.endswith("payment_method") and intent and intent.get("payment_method"):
            intent["payment_method"] = copy.deepcopy(
                self.books.find("pm", intent["payment_method"])
            )
        return row


def _matches(row, form):
    if row["object"] == "payment_intent":
        same = row.get("customer") == form["customer"]
        return same and row["created"] >= int(form.get("created[gte]", 0))
    least, most = int(form.get("created[gte]", 0)), int(form.get("created[lte]", 2**40))
    intent = form.get("payment_intent", row["payment_intent"])
    return least <= row["created"] <= most and row["payment_intent"] == intent
