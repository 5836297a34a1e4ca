"""Invariants of deliveries after concurrent use, queried from PostgreSQL."""

from django.conf import settings
from django.db import connection

# Each finds rows that violate one.
_WRONG = {
    "deliveries with two riders at once": """
        SELECT delivery_id FROM (
            SELECT delivery_id, verb, lag(verb) OVER (PARTITION BY delivery_id ORDER BY id) AS before
            FROM delivery_deliverymove WHERE verb IN ('accept', 'assign', 'release', 'retry')
        ) steps
        WHERE verb IN ('accept', 'assign') AND before IN ('accept', 'assign')
    """,
    "deliveries whose history does not end in who has them": """
        SELECT d.id FROM delivery_delivery d JOIN delivery_deliverymove m ON m.delivery_id = d.id
        GROUP BY d.id HAVING d.status NOT IN ('stopped', 'failed') AND
            count(*) FILTER (WHERE verb IN ('accept', 'assign'))
            - count(*) FILTER (WHERE verb IN ('release', 'retry'))
            <> CASE WHEN d.status = 'searching' THEN 0 ELSE 1 END
    """,
    "accepted delivery orders without a delivery": """
        SELECT o.id FROM orders_order o LEFT JOIN delivery_delivery d ON d.order_id = o.id
        WHERE o.fulfilment = 'delivery' AND o.status IN ('accepted', 'ready') AND d.id IS NULL
    """,
    "deliveries that do not stand as their order says": """
        SELECT d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE NOT CASE d.status
            WHEN 'searching' THEN o.status IN ('accepted', 'ready') AND o.fulfilment = 'delivery'
            WHEN 'assigned' THEN o.status IN ('accepted', 'ready') AND o.fulfilment = 'delivery'
            WHEN 'picked_up' THEN o.status = 'dispatched'
            WHEN 'delivered' THEN o.status = 'completed'
            WHEN 'failed' THEN o.status = 'ready'
            ELSE o.status = 'cancelled' OR o.fulfilment = 'pickup' END
    """,
    "orders entrusted to somebody else than their delivery's rider": """
        SELECT d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE d.status NOT IN ('stopped', 'failed') AND o.carrier_id IS DISTINCT FROM d.rider_id
    """,
    "riders with more than RIDER_MOST_JOBS open": """
        SELECT rider_id FROM delivery_delivery WHERE status IN ('assigned', 'picked_up')
        GROUP BY rider_id HAVING count(*) > %(most)s
    """,
}


def wrongs() -> dict[str, int]:
    """The number of violations of each kind; all must be 0."""
    with connection.cursor() as cursor:
        return {name: _count(cursor, query) for name, query in _WRONG.items()}


def _count(cursor, query: str) -> int:
    cursor.execute(f"SELECT count(*) FROM ({query}) wrong", {"most": settings.RIDER_MOST_JOBS})
    return cursor.fetchone()[0]
