"""PayPal's records of disputes."""

from datetime import UTC, datetime, timedelta

from devtools.stubs.paypal.records import cents, new_id, not_found, now

RESPONSE = timedelta(days=10)


class Disputes:
    """`tell(kind, resource_type, resource)` is called with every event."""

    def __init__(self, tell):
        self.tell, self.rows = tell, {}

    def open(self, capture, left, amount=None, stage="CHARGEBACK"):
        """The payer objects; `left` of the capture was not refunded."""
        id = f"PP-D-{len(self.rows) + 1}{new_id(4)}"
        value = min(cents(amount), left) if amount else left
        money = {**capture["amount"], "value": str(value)}
        due = datetime.now(UTC) + RESPONSE
        self.rows[id] = {
            "dispute_id": id,
            "create_time": now(),
            "update_time": now(),
            "disputed_transactions": [{"seller_transaction_id": capture["id"]}],
            "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
            "status": "WAITING_FOR_SELLER_RESPONSE",
            "dispute_amount": money,
            "dispute_life_cycle_stage": stage,
            "seller_response_due_date": due.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        self.tell("CUSTOMER.DISPUTE.CREATED", "dispute", self.rows[id])
        return self.rows[id]

    def resolve(self, id, code):
        """With an outcome code such as RESOLVED_BUYER_FAVOUR, also after another one."""
        dispute = self.find(id)
        dispute.update(status="RESOLVED", dispute_outcome={"outcome_code": code})
        if code == "RESOLVED_BUYER_FAVOUR":
            dispute["dispute_outcome"]["amount_refunded"] = dispute["dispute_amount"]
        self.tell("CUSTOMER.DISPUTE.RESOLVED", "dispute", dispute)

    def escalate(self, id):
        self.find(id)["dispute_life_cycle_stage"] = "CHARGEBACK"
        self.tell("CUSTOMER.DISPUTE.UPDATED", "dispute", self.rows[id])

    def find(self, id):
        if id not in self.rows:
            raise not_found()
        return self.rows[id]

    def lost(self, capture_id):
        return sum(
            cents(row["dispute_amount"])
            for row in self.rows.values()
            if row["disputed_transactions"][0]["seller_transaction_id"] == capture_id
            and row.get("dispute_outcome", {}).get("outcome_code") == "RESOLVED_BUYER_FAVOUR"
        )

    def withheld(self, capture_id):
        return any(
            row["disputed_transactions"][0]["seller_transaction_id"] == capture_id
            for row in self.rows.values()
            if row["status"] != "RESOLVED" and row["dispute_life_cycle_stage"] != "INQUIRY"
        )
