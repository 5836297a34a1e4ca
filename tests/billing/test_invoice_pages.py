"""What the owner and administrators see of invoices, and what is mailed."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.invoices.crediting import credit
from billing.models import Credit
from notifications.messages import message_of
from notifications.models import Mail, Notice
from tests.billing.factories import make_clock
from tests.billing.invoice_world import APRIL, MARCH, MAY, close, subscribed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def beas(client, bea):
    """Her tenant; the browser is hers."""
    client.force_login(bea)
    return subscribed("2026-03-11", base=40000, user=bea, business_number="=1+1")


def take_back(invoice, amount):
    credit(invoice=invoice, amount=Decimal(amount), reason="An outage", now=invoice.finalized_at)


def text_of(response):
    return " ".join(response.content.decode().split())


def rows_of(response):
    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


def test_the_page_of_an_invoice_has_its_fraction_vat_and_credit_notes(client, beas):
    invoice = close(beas, MARCH)
    take_back(invoice, 7097)

    page = text_of(client.get(invoice.get_absolute_url()))

    for text in ("₩40,000 × 21/31", "₩27,097", "₩24,634", "₩2,463", "C2026-000001", "−₩7,097"):
        assert text in page
    assert "Amount due: ₩20,000, by 5 Apr 2026." in page


def test_the_next_invoice_is_shown_as_it_is_now(client, bea, beas):
    page = text_of(client.get("/billing/invoices/upcoming/"))

    assert "Basic, " in page
    assert "₩40,000" in page
    assert not beas.invoices.exists()


def test_the_list_takes_as_many_queries_for_one_as_for_several(client, beas):
    take_back(close(beas, MARCH), 7)
    client.get("/billing/invoices/")

    with CaptureQueriesContext(connection) as one:
        client.get("/billing/invoices/")
    take_back(close(beas, APRIL), 7)
    close(beas, MAY)
    with CaptureQueriesContext(connection) as several:
        page = text_of(client.get("/billing/invoices/"))

    assert len(one) == len(several)
    assert page.count("J2026-00000") == 6  # each number, and its link


def test_an_owner_without_a_tenant_has_no_invoices_yet(client, bea):
    client.force_login(bea)

    assert "There are no invoices yet" in text_of(client.get("/billing/invoices/"))
    assert client.get("/billing/invoices/upcoming/").status_code == 404


def test_an_invoice_is_not_for_strangers_nor_for_other_roles(client, ann):
    invoice = close(subscribed(user=UserFactory(role="owner")), MARCH)
    paths = [invoice.get_absolute_url(), f"{invoice.get_absolute_url()}pdf/"]

    client.force_login(ann)
    refused = [client.get(path).status_code for path in paths]
    client.force_login(UserFactory(role="owner"))

    assert refused == [403, 403]
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_invoices_and_credit_notes_are_files(client, beas):
    invoice = close(beas, MARCH)
    take_back(invoice, 97)

    for path, name in (
        (f"{invoice.get_absolute_url()}pdf/", "J2026-000001.pdf"),
        ("/billing/credit-notes/C2026-000001/pdf/", "C2026-000001.pdf"),
    ):
        response = client.get(path)
        assert response.content.startswith(b"%PDF-")
        assert name in response["Content-Disposition"]


def test_the_csv_file_has_a_row_for_each_invoice(client, beas):
    take_back(close(beas, MARCH), 97)

    [row] = rows_of(client.get("/billing/invoices.csv"))

    assert (row["Invoice number"], row["Month"], row["Due"]) == (
        "J2026-000001",
        "2026-03",
        "2026-04-05",
    )
    assert (row["Total"], row["VAT"], row["Credit notes"]) == ("27097.00", "2463.00", "97.00")
    assert row["Business number"] == "'=1+1"


def test_the_invoice_is_mailed_to_the_address_for_bills_with_its_pdf(beas):
    invoice = close(beas, MARCH)

    message = message_of(Mail.objects.get())

    [(name, content, kind)] = message.attachments
    assert (message.to, message.subject) == (
        ["bills@example.com"],
        f"Invoice {invoice.number}: ₩27,097",
    )
    assert (name, content[:5], kind) == (f"{invoice.number}.pdf", b"%PDF-", "application/pdf")
    assert Notice.objects.get().user == beas.user


def test_a_mail_is_in_the_language_of_the_tenant():
    close(subscribed(language="ko"), MARCH)

    assert Mail.objects.get().subject == "청구서 J2026-000001: 20,000원"


def test_a_test_clock_mails_nobody(bea):
    invoice = close(subscribed(user=bea, clock=make_clock()), MARCH)
    take_back(invoice, 1)

    assert not Mail.objects.exists()
    assert not Notice.objects.exists()


def test_administrators_read_invoices_and_grant_credit(client, admin_user, beas):
    invoice = close(beas, MARCH)
    take_back(invoice, 1)
    client.force_login(admin_user)

    assert invoice.number in text_of(client.get("/admin/billing/invoice/"))
    assert "× 21/31" in text_of(client.get(f"/admin/billing/invoice/{invoice.pk}/change/"))
    add = "/admin/billing/credit/add/"
    given = {"tenant": beas.pk, "amount": "0.5", "reason": "Sorry"}
    assert "This amount does not exist in KRW." in text_of(client.post(add, given))
    assert client.post(add, given | {"amount": "500"}).status_code == 302
    assert (Credit.objects.get().actor, beas.balance) == (admin_user, 500)
