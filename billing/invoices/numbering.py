"""Numbers of invoices and credit notes, without gaps.

A test clock has series of its own, so that those of real tenants have no gaps.
"""

from datetime import datetime

from django.db import connection

from billing.models import InvoiceSeries, Tenant

INVOICES, CREDIT_NOTES = "J", "C"


def next_number(tenant: Tenant, letter: str, now: datetime) -> str:
    """The next number of the tenant's series in its year, as J2026-000001.

    The series is locked until the end of the transaction: take it last, after the lock on the tenant. If the
    transaction is rolled back, so is the number.
    """
    assert connection.in_atomic_block, "a number without its invoice is a gap"
    code = f"T{tenant.number}-{letter}" if tenant.clock_id else letter
    year = now.astimezone(tenant.tz).year
    return str(InvoiceSeries(code=code, year=year, last=_count(code, year)))


def _count(code: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO billing_invoiceseries AS series (code, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (code, year) DO UPDATE SET last = series.last + 1 RETURNING last",
            [code, year],
        )
        [last] = cursor.fetchone()
        return int(last)
