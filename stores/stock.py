"""Why a product's stock or price changes: what the trigger of products writes into their histories.

The reason is a setting of the transaction (`jumun.change`), set by the statement that makes the change, so it
costs no statement of its own: in its RETURNING clause, since PostgreSQL runs AFTER triggers at the end of the
statement.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import User
from stores.models import StockCause
from stores.models.stock import NOTE_LENGTH


@dataclass(frozen=True, slots=True)
class StockReason:
    """`reference` is the number of an order, `by` who changed it, `at` (aware) when: by default now."""

    cause: StockCause
    reference: str = ""
    note: str = ""
    by: User | None = None
    at: datetime | None = None

    def details(self, product_id: int | None) -> str:
        """For the change of one product; None stands for one that is inserted."""
        return json.dumps(
            {
                "product": product_id,
                "cause": self.cause,
                "reference": self.reference,
                "note": self.note[:NOTE_LENGTH],
                "actor": self.by.pk if self.by else None,
                "at": self.at.isoformat() if self.at else None,
            }
        )


def change_stock(sql: str, product_id: int, reason: StockReason, **values: Any) -> Any:
    """Run an UPDATE of one product whose RETURNING clause sets the reason; returns its row or None."""
    with connection.cursor() as cursor:
        details = reason.details(product_id)
        cursor.execute(sql, {"product": product_id, "details": details, **values})
        return cursor.fetchone()


def attribute_change(product_id: int | None, by: User | None, at: datetime | None) -> None:
    """Name the author of the next change of a product in this transaction; None stands for a new product."""
    details = StockReason(StockCause.SET, by=by, at=at).details(product_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jumun.change', %s, true)", [details])
