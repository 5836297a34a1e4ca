"""Names of the site's code that are called otherwise in an older revision; see bench.migrations."""

from contextlib import suppress

from django.utils.module_loading import import_string


def first_of(*paths: str):
    """What the first of these dotted paths names that exists."""
    for path in paths[:-1]:
        with suppress(ImportError):
            return import_string(path)
    return import_string(paths[-1])


CartOwner = first_of("orders.carts.CartOwner", "orders.carts.Holder")
PaymentOutcome = first_of("payments.gateways.base.PaymentOutcome", "payments.gateways.base.Outcome")
record_outcome = first_of("payments.recording.record_outcome", "payments.outcomes.record_outcome")
mark_unknown = first_of("payments.recording.mark_unknown", "payments.outcomes.doubt")
mark_failed = first_of("payments.refunds.failing.mark_failed", "payments.refunds.failing.give_up")
store_webhook = first_of("payments.webhooks.store", "payments.webhooks.keep")
note_transfer = first_of("payments.bank_transfers.note_transfer", "payments.by_hand.note_transfer")
MOVES = first_of("orders.lifecycle.MOVES")
CANCEL_BY_STORE = "cancel_by_store" if "cancel_by_store" in MOVES else "call_off"
