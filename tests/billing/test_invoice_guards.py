"""What PostgreSQL itself refuses of invoices; and credit notes, which take them back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from billing.invoices.crediting import CreditRefused, credit, grant, left_of
from billing.models import ClosedMonth, Credit, CreditNote, Invoice, InvoiceLine
from core.actors import SYSTEM
from core.lifecycle import move
from tests.billing.factories import make_clock
from tests.billing.invoice_world import MARCH, close, subscribed
from tests.billing.test_guards import is_refused
from tests.racing import losers, together

pytestmark = pytest.mark.django_db


def issued(**fields):
    return close(subscribed(**fields), MARCH)


def take_back(invoice, amount, **options):
    return credit(
        invoice=invoice,
        amount=Decimal(amount),
        reason="A wrong plan",
        now=invoice.finalized_at,
        **options,
    )


def add_line(invoice, amount):
    line = {"kind": "base", "position": 9, "first_day": MARCH.first, "amount": amount}
    with transaction.atomic():
        InvoiceLine.objects.create(invoice=invoice, **line)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nothing_of_an_invoice_changes_but_its_status():
    invoice = issued()
    rows = Invoice.objects.filter(pk=invoice.pk)

    assert is_refused(lambda: rows.update(total=1))
    assert is_refused(lambda: rows.update(legal_name="Soup Ltd."))
    assert is_refused(lambda: rows.update(status="paid", due_day=MARCH.last))
    assert is_refused(lambda: rows._raw_delete("default"))
    assert not is_refused(lambda: rows.update(status="paid"))


def test_lines_credit_notes_and_credits_never_change():
    invoice = issued()
    take_back(invoice, 10)
    grant(tenant=invoice.tenant, amount=Decimal(5), reason="Sorry", by=SYSTEM)

    assert is_refused(lambda: InvoiceLine.objects.update(amount=1))
    assert is_refused(lambda: CreditNote.objects.update(amount=1))
    assert is_refused(lambda: Credit.objects.update(amount=1))
    assert is_refused(lambda: InvoiceLine.objects.all()._raw_delete("default"))


def test_lines_add_up_to_the_total():
    invoice = issued()

    with pytest.raises(IntegrityError, match="does not add up"):
        add_line(invoice, 1)


def test_a_closed_month_stays_closed():
    issued()

    assert is_refused(lambda: ClosedMonth.objects.update(invoice=None))
    assert is_refused(lambda: ClosedMonth.objects.all()._raw_delete("default"))
    assert not is_refused(lambda: ClosedMonth.objects.update(events=5, amount=9))


def test_a_credit_note_has_a_number_of_its_own_series():
    invoice = issued()

    note = take_back(invoice, 5000)

    assert (note.number, left_of(invoice), invoice.status) == ("C2026-000001", 15000, "open")
    assert invoice.tenant.timeline.first().kind == "credit_note"


def test_a_credit_note_of_a_test_clock_is_in_a_series_of_that_clock():
    invoice = issued(clock=make_clock())

    assert take_back(invoice, 1).number == f"T{invoice.tenant.number}-C2026-000001"


def test_an_invoice_that_is_taken_back_whole_is_not_collected():
    invoice = issued()

    note = take_back(invoice, 20000)

    assert invoice.status == "paid"
    assert invoice.history.get().note == note.number


@pytest.mark.parametrize(
    ("amount", "reason"), [("20001", "x"), ("0", "x"), ("-1", "x"), ("1", " ")]
)
def test_no_more_is_taken_back_than_was_invoiced_and_only_for_a_reason(amount, reason):
    invoice = issued()

    with pytest.raises(CreditRefused):
        credit(invoice=invoice, amount=Decimal(amount), reason=reason)

    assert not CreditNote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_credit_notes_at_once_one_fits():
    invoice = issued()

    results = together(
        *[lambda: take_back(Invoice.objects.get(pk=invoice.pk), 15000) for _each in range(3)]
    )

    assert [type(each) for each in losers(results)] == [CreditRefused] * 2
    assert left_of(invoice) == 5000


def test_credit_is_granted_for_a_reason_and_taken_back_as_far_as_it_is_left():
    tenant = subscribed()
    refused = [("10", ""), ("0", "x"), ("0.5", "x"), ("-11", "x")]
    give = {"tenant": tenant, "by": SYSTEM, "now": tenant.created_at + timedelta(days=1)}
    grant(amount=Decimal(10), reason="Sorry", **give)

    for amount, reason in refused:
        with pytest.raises(CreditRefused):
            grant(amount=Decimal(amount), reason=reason, **give)
    grant(amount=Decimal(-10), reason="A mistake", **give)

    assert tenant.balance == 0


def test_an_invoice_is_paid_opened_again_and_written_off():
    invoice = issued()

    for verb in ("pay", "reopen", "write_off", "pay"):
        move(invoice, verb, by=SYSTEM)

    assert [str(step.target) for step in invoice.history.all()] == [
        "paid",
        "open",
        "uncollectible",
        "paid",
    ]
