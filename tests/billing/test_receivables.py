"""What was invoiced, collected and credited, and what is overdue."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from billing.invoices.crediting import credit
from billing.models import CreditNote, Invoice, InvoiceMove
from billing.months import Month
from billing.statistics.receivables import billed_by_month, overdue_by_age, overdue_invoices
from core.actors import SYSTEM
from core.lifecycle import move
from payments.disputes import record_dispute
from tests.billing.collection_world import collected, invoiced
from tests.billing.factories import make_clock, make_version
from tests.billing.invoice_world import MARCH, close, subscribed
from tests.payments.disputing import reported

pytestmark = pytest.mark.django_db
MONTHS = [Month(2026, number) for number in range(3, 7)]
TODAY = date(2026, 7, 1)


def invoice_of(base=20000, month=MARCH, **fields):
    version = make_version(f"base-{Invoice.objects.count()}", base)
    return close(subscribed(version=version, **fields), month)


def at(day):
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)


def billed(currency="KRW"):
    """Of each month (invoices, invoiced, collected, credited)."""
    return [
        (row.invoices, int(row.invoiced), int(row.collected), int(row.credited))
        for row in billed_by_month(MONTHS).get(currency, [])
    ]


def test_each_counts_in_its_month():
    paid, credited = invoice_of(20000), invoice_of(30000)
    move(paid, "pay", by=SYSTEM, now=at("2026-05-05"))
    credit(invoice=credited, amount=Decimal(5000), reason="Sorry", now=at("2026-06-02"))

    assert billed() == [(0, 0, 0, 0), (2, 50000, 0, 0), (0, 0, 20000, 0), (0, 0, 0, 5000)]


def test_the_month_is_that_of_the_site():
    paid = invoice_of()
    move(paid, "pay", by=SYSTEM, now=datetime(2026, 4, 30, 15, tzinfo=UTC))  # midnight in Seoul

    assert [row[2] for row in billed()] == [0, 0, 20000, 0]


def test_what_was_credited_before_is_not_collected():
    invoice = invoice_of()
    credit(invoice=invoice, amount=Decimal(5000), reason="Sorry", now=at("2026-04-03"))
    move(invoice, "pay", by=SYSTEM, now=at("2026-04-05"))

    assert billed()[1] == (1, 20000, 15000, 5000)


def test_a_credit_note_of_all_collects_nothing():
    invoice = invoice_of()
    credit(invoice=invoice, amount=invoice.total, reason="Sorry", now=at("2026-04-03"))

    invoice.refresh_from_db()
    assert (invoice.status, billed()[1]) == ("paid", (1, 20000, 0, 20000))


def test_what_went_back_is_taken_off():
    invoice = invoice_of()
    move(invoice, "pay", by=SYSTEM, now=at("2026-04-05"))
    move(invoice, "reopen", by=SYSTEM, now=at("2026-05-20"))

    assert [row[2] for row in billed()] == [0, 20000, -20000, 0]


def test_test_clocks_do_not_count():
    invoice = invoice_of(clock=make_clock())
    move(invoice, "pay", by=SYSTEM, now=at("2026-04-05"))

    assert (billed(), overdue_by_age(TODAY)) == ([], {})


@pytest.mark.parametrize(
    ("days", "place"),
    [(0, None), (1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (400, 3)],
)
def test_ages_of_what_is_overdue(days, place):
    invoice = invoice_of()
    credit(invoice=invoice, amount=Decimal(5000), reason="Sorry", now=at("2026-04-03"))

    ages = overdue_by_age(invoice.due_day + timedelta(days)).get("KRW")

    found = [(age.invoices, int(age.amount)) for age in ages] if ages else None
    expected = [(0, 0)] * 4
    if place is not None:
        expected[place] = (1, 15000)
    assert found == (None if place is None else expected)


def test_of_a_payment_that_went_back_in_part_only_that_is_overdue(bea):
    found = collected(invoiced(user=bea))

    record_dispute(found.payment, reported("lost", 7000, now=timezone.now()))

    [invoice], ages = overdue_invoices(TODAY), overdue_by_age(TODAY)["KRW"]
    assert (invoice.due, ages[2].amount) == (7000, 7000)


def test_a_debt_that_is_written_off_is_still_overdue_and_one_that_is_paid_is_not():
    paid, written_off = invoice_of(), invoice_of()
    move(paid, "pay", by=SYSTEM, now=at("2026-04-05"))
    move(written_off, "write_off", by=SYSTEM, now=at("2026-04-08"))

    assert list(overdue_invoices(TODAY)) == [written_off]


def test_months_and_debts_are_read_by_their_indexes():
    for _each in range(3):
        invoice_of()
    first = at("2026-04-01")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE billing_invoice, billing_invoicemove, billing_creditnote")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    plans = [
        Invoice.objects.order_by().filter(finalized_at__gte=first).explain(),
        InvoiceMove.objects.order_by().filter(at__gte=first).explain(),
        CreditNote.objects.order_by().filter(at__gte=first).explain(),
        overdue_invoices(TODAY)[:50].explain(),
    ]

    names = (
        "invoices_by_time",
        "steps_of_invoices_by_time",
        "credit_notes_by_time",
        "unpaid_by_day",
    )
    assert [name in plan for name, plan in zip(names, plans, strict=True)] == [True] * 4
