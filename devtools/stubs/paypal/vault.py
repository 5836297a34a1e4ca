"""PayPal's vault (v3): accounts that their owners allow to charge later."""

from urllib.parse import urlencode

from devtools.stubs.paypal.records import No, cents, new_id, not_found

PAYER = {
    "email_address": "kim.buyer@example.com",
    "payer_id": "QYR5Z8XDVJNXQ",
    "name": {"given_name": "Buyerina", "surname": "Kim"},
}
# What happens to the charges of an account, by its owner's choice on the page.
ACCOUNTS = {
    "save": ("Save an account that pays", ""),
    "poor": ("Save one that is declined", "INSTRUMENT_DECLINED"),
    "closed": ("Save one that is closed", "PAYER_ACCOUNT_LOCKED_OR_CLOSED"),
    "asks": ("Save one that asks its owner", "PAYER_ACTION_REQUIRED"),
}


class Vault:
    """Part of Books. `setups` and `tokens` by their ids."""

    def begin_setup(self, body):
        context = body["payment_source"]["paypal"]["experience_context"]
        id = new_id()
        self.setups[id] = {
            "id": id,
            "status": "PAYER_ACTION_REQUIRED",
            "customer": {"id": new_id(10)},
            "links": [self.link("approve", f"/agreements/approve?token={id}", "GET")],
        }
        self.contexts[id] = context
        return self.setups[id]

    def setup(self, id):
        if id not in self.setups:
            raise not_found()
        return self.setups[id]

    def save_account(self, id, how="save"):
        """The owner approves on the page; returns where they are redirected."""
        context, setup = self.contexts[id], self.setup(id)
        query = urlencode({"approval_token_id": id})
        if how == "cancel":
            return f"{context['cancel_url']}&{query}"
        setup["status"] = "APPROVED"
        self.behaviour[id] = ACCOUNTS[how][1]
        return f"{context['return_url']}?{query}"

    def save_token(self, body):
        setup = self.setup(body["payment_source"]["token"]["id"])
        if setup["status"] != "APPROVED":
            raise No("INVALID_TOKEN_STATUS")
        setup["status"] = "VAULTED"
        id = f"{new_id(8).lower()}-{new_id(12)}"
        token = {
            "id": id,
            "customer": setup["customer"],
            "payment_source": {"paypal": {**PAYER, "account_id": PAYER["payer_id"]}},
            "links": [self.link("self", f"/v3/vault/payment-tokens/{id}", "GET")],
        }
        self.tokens[id] = self.behaviour[setup["id"]]
        self.announce("VAULT.PAYMENT-TOKEN.CREATED", "payment_token", token)
        return token

    def delete_token(self, id):
        if self.tokens.pop(id, None) is None:
            raise not_found()
        self.announce("VAULT.PAYMENT-TOKEN.DELETED", "payment_token", {"id": id})

    def charge_vaulted(self, body):
        """An order that is captured at once."""
        (unit,) = body["purchase_units"]
        cents(unit["amount"])
        self.refuse_paid_invoice(unit)
        source = body["payment_source"]["paypal"]
        assert source["stored_credential"]["payment_initiator"] == "MERCHANT", body
        refusal = self.tokens.get(source["vault_id"], "TOKEN_ID_NOT_FOUND")
        if refusal:
            raise No(refusal)
        id = new_id()
        order = {
            "id": id,
            "intent": body["intent"],
            "status": "COMPLETED",
            "payer": PAYER,
            "purchase_units": [unit],
            "links": [self.link("self", f"/v2/checkout/orders/{id}", "GET")],
        }
        self.orders[id] = order
        capture = self.new_capture(id, unit, "COMPLETED")
        self.announce("PAYMENT.CAPTURE.COMPLETED", "capture", capture)
        return order

    def transactions(self):
        """As the reporting API lists them."""
        rows = [
            {
                "transaction_id": capture["id"],
                "custom_field": capture["custom_id"],
                "invoice_id": capture["invoice_id"],
                "transaction_status": "P" if capture["status"] == "PENDING" else "S",
                "transaction_amount": capture["amount"],
            }
            for capture in self.captures.values()
        ]
        return {
            "transaction_details": [{"transaction_info": row} for row in rows],
            "total_pages": 1,
        }
