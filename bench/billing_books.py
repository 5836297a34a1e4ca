"""What closing a month must have made, by plain SQL that shares nothing with the code it checks; and how fast
PostgreSQL alone writes as many rows.
"""

import time
from dataclasses import dataclass

from django.db import connection

from bench.billing_tenants import (
    BASES,
    CHANGE_DAY,
    CHANGED,
    DAYS,
    FREE,
    INCLUDED,
    MONTH,
    PRICE,
    Town,
)

# Of what a closing writes rows; by which column they are those of tenants or of something else.
MADE = (
    "billing_invoice",
    "billing_invoiceline",
    "billing_closedmonth",
    "billing_duework",
    "billing_tenantevent",
    "notifications_mail",
    "notifications_notice",
    "jobs_job",
)


@dataclass(frozen=True)
class Books:
    """Rows of the month, and those that should be there."""

    tenants: int
    closed: int
    wrong: int  # tenants whose month costs or counts something else than plain SQL says
    invoices: int
    expected_invoices: int
    total: int
    expected_total: int
    undone: int  # due work of this month
    collections: int  # planned
    following: int  # months planned
    mails: int

    @property
    def disagreements(self) -> list[str]:
        pairs = {
            "closed months": (self.closed, self.tenants),
            "tenants billed wrongly": (self.wrong, 0),
            "invoices": (self.invoices, self.expected_invoices),
            "won": (self.total, self.expected_total),
            "due work left": (self.undone, 0),
            "collections planned": (self.collections, self.expected_invoices),
            "following months planned": (self.following, self.tenants),
            "mails": (self.mails, self.expected_invoices),
        }
        return [
            f"{name}: {got:,} instead of {right:,}"
            for name, (got, right) in pairs.items()
            if got != right
        ]


def books_of(town: Town) -> Books:
    with connection.cursor() as cursor:
        values = {"first": town.first, "last": town.first + town.tenants - 1}
        cursor.execute(
            BOOKS, {**values, "month": MONTH.first, "key": str(MONTH), "next": str(MONTH.following)}
        )
        return Books(town.tenants, *map(int, cursor.fetchone()))


def gaps() -> list[str]:
    """What is wrong with the numbers of all invoices."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT number), min(right(number, 6)), max(right(number, 6))"
            " FROM billing_invoice"
        )
        count, distinct, low, high = cursor.fetchone()
    is_right = count == distinct == int(high or 0) and int(low or 1) == 1
    return [] if is_right else [f"{count} invoices have {distinct} numbers from {low} to {high}"]


def bare_rate(tenants: int) -> float:
    """Tenants a second, where INSERT … SELECT writes as many rows as their closings made, with indexes."""
    with connection.cursor() as cursor:
        for table in MADE:
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        begin = time.monotonic()
        for table in MADE:
            cursor.execute(
                f"INSERT INTO bare_{table} SELECT * FROM {table} ORDER BY id DESC LIMIT %s",
                [tenants],
            )
        seconds = time.monotonic() - begin
        for table in MADE:
            cursor.execute(f"DROP TABLE bare_{table}")
    return tenants / seconds


BOOKS = f"""
WITH used AS (
    SELECT tenant_id, sum(quantity) AS units, count(*) AS events FROM billing_usageevent
    WHERE month = %(month)s AND tenant_id BETWEEN %(first)s AND %(last)s GROUP BY tenant_id
), expected AS (
    SELECT tenant_id, coalesce(events, 0) AS events, CASE
        WHEN {FREE} THEN {BASES["free"]} + {PRICE} * greatest(0, coalesce(units, 0) - {INCLUDED["free"]})
        WHEN {CHANGED} THEN
            round({BASES["basic"]} * {CHANGE_DAY - 1} / {DAYS}.0)
            + round({BASES["pro"]} * {DAYS - CHANGE_DAY + 1} / {DAYS}.0)
            + {PRICE} * greatest(0, coalesce(units, 0) - ceil(
                ({INCLUDED["basic"]} * {CHANGE_DAY - 1} + {INCLUDED["pro"]} * {DAYS - CHANGE_DAY + 1})
                / {DAYS}.0
            ))
        ELSE {BASES["basic"]} + {PRICE} * greatest(0, coalesce(units, 0) - {INCLUDED["basic"]})
    END AS total
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) tenant_id LEFT JOIN used USING (tenant_id)
), made AS (
    SELECT tenant_id, closed.id AS closed, invoice.id AS invoice, invoice.total AS billed, expected.total,
        closed.amount = expected.total AND closed.events = expected.events
        AND coalesce(invoice.total, 0) = expected.total AS is_right
    FROM expected
    LEFT JOIN billing_closedmonth closed USING (tenant_id)
    LEFT JOIN billing_invoice invoice USING (tenant_id)
), work AS (
    SELECT
        count(*) FILTER (WHERE kind = 'finalize' AND key = %(key)s AND done_at IS NULL) AS undone,
        count(*) FILTER (WHERE kind = 'collect') AS collections,
        count(*) FILTER (WHERE kind = 'finalize' AND key = %(next)s) AS following
    FROM billing_duework WHERE tenant_id BETWEEN %(first)s AND %(last)s
), mails AS (
    SELECT count(*) AS mails FROM notifications_mail
    WHERE event_key IN (SELECT 'invoice-' || invoice FROM made)
)
SELECT count(closed), count(*) FILTER (WHERE is_right IS NOT TRUE),
    count(invoice), count(*) FILTER (WHERE total > 0), coalesce(sum(billed), 0), sum(total),
    min(undone), min(collections), min(following), min(mails)
FROM made, work, mails
"""
