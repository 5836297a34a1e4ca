"""The receipt as a page and as a PDF: its content, and who may read it."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from orders.pricing import Phase, PriceChange
from payments.gateways.base import PaymentOutcome
from payments.recording import record_outcome
from payments.refunds import refund_part, send_due_refunds
from payments.services import start_payment
from tests.factories import OptionFactory, OptionGroupFactory, add_line, place

FORMS = ["receipt", "receipt-pdf"]


@pytest.fixture
def order(ann, noodles, settings):
    """Two bowls and the delivery: 21,000 won, paid."""
    settings.ALLOW_SANDBOX_PAYMENTS = True
    noodles.store.phone = "02-730-1234"
    noodles.store.save(update_fields=["phone"])
    size = OptionFactory(group=OptionGroupFactory(product=noodles, min_choices=0), name="곱빼기")
    return paid(place(ann, noodles, quantity=2, options=[size]))


def paid(order):
    start_payment(order, "sandbox")
    payment = order.payments.get()
    record_outcome(payment, PaymentOutcome("captured", "ref-7", order.total, order.currency))
    order.refresh_from_db()
    return order


@pytest.fixture
def reader(client, ann):
    client.force_login(ann)
    return client


def url(form, order):
    return reverse(f"payments:{form}", args=[order.guest_key or order.number])


def words_of(response):
    """The visible text of the page or the PDF, in one line."""
    assert response.status_code == 200
    text = response.content
    if response["Content-Type"] == "application/pdf":
        pages = PdfReader(BytesIO(text)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)
    return text.decode()


@pytest.mark.parametrize("form", FORMS)
def test_it_lists_the_items_the_store_and_the_payment(reader, order, form):
    words = words_of(reader.get(url(form, order)))

    store, placed = order.store, timezone.localtime(order.placed_at)
    expected = [order.number, "냉면집", store.full_address, "02-730-1234", "2 × 물냉면", "곱빼기"]
    expected += ["₩18,000", "Delivery fee", "₩3,000", "₩21,000", "Sandbox", "ref-7"]
    expected += [f"{placed:%-d %b %Y, %H:%M}", "KST"]
    assert [each for each in expected if each not in words] == []


@pytest.mark.parametrize("form", FORMS)
def test_it_lists_what_was_taken_off(reader, ann, noodles, settings, price_with, form):
    settings.ALLOW_SANDBOX_PAYMENTS = True
    change = PriceChange("coupon", Decimal(-3000), label="Spring")
    price_with(lambda _pricing: [change], Phase.ORDER_DISCOUNT)

    words = words_of(reader.get(url(form, paid(place(ann, noodles)))))

    expected = ["Spring", "₩3,000 off", "Delivery fee", "₩9,000"]
    assert [each for each in expected if each not in words] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_refund_is_on_it_from_the_moment_it_is_owed(reader, bea, order, form):
    refund_part(order, Decimal(9000), reason="One bowl was cold", by=bea)
    assert "Refund on its way" in words_of(reader.get(url(form, order)))

    send_due_refunds()
    words = words_of(reader.get(url(form, order)))
    assert "Refunded" in words
    assert "-₩9,000" in words
    assert "on its way" not in words


@pytest.mark.parametrize("form", FORMS)
def test_it_speaks_the_language_of_the_reader(reader, order, form, settings):
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"

    assert "21,000원" in words_of(reader.get(url(form, order)))


@pytest.mark.parametrize("form", FORMS)
def test_there_is_none_before_money_has_come(reader, ann, noodles, form):
    order = place(ann, noodles)

    assert reader.get(url(form, order)).status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_strangers_and_the_store_find_none_and_the_signed_out_sign_in(
    client, order, bea, dan, form
):
    assert client.get(url(form, order)).url == f"/accounts/login/?next={url(form, order)}"
    for other in (bea, dan):
        client.force_login(other)
        assert client.get(url(form, order)).status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_a_guest_finds_it_by_the_key_and_not_by_the_number(client, noodles, settings, form):
    settings.ALLOW_SANDBOX_PAYMENTS = True
    order = paid(place(None, noodles))

    assert order.number in words_of(client.get(url(form, order)))
    by_number = client.get(reverse(f"payments:{form}", args=[order.number]))
    assert by_number.url.startswith("/accounts/login/")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("nonsense", ["%00", "%FF", "'", "...", "9" * 5000, "%F0%9F%8D%99"])
def test_nonsense_for_a_number_finds_none(reader, form, nonsense):
    path = reverse(f"payments:{form}", args=["NUMBER"]).replace("NUMBER", nonsense)

    assert reader.get(path).status_code in (400, 404)


@pytest.mark.parametrize("form", FORMS)
def test_more_lines_ask_no_more_queries(
    reader, bea, order, form, django_assert_num_queries, django_assert_max_num_queries
):
    def count():
        reader.get(url(form, order))

    refund_part(order, Decimal(1000), reason="Cold", by=bea)
    with django_assert_max_num_queries(12) as first:
        count()
    for _ in range(29):
        add_line(order, "Tea", 1000)
        refund_part(order, Decimal(100), reason="Cold", by=bea)
    with django_assert_num_queries(len(first)):
        count()


def test_the_pdf_is_a_file_with_a_safe_name(reader, order):
    response = reader.get(url("receipt-pdf", order))

    named = f'attachment; filename="receipt-{order.number}.pdf"'
    assert response["Content-Disposition"] == named
    assert "private" in response["Cache-Control"]


def test_the_order_leads_to_its_receipt_once_it_is_paid(reader, ann, noodles, order):
    waiting = place(ann, noodles)

    assert url("receipt", order) in words_of(reader.get(order.get_absolute_url()))
    assert url("receipt", waiting) not in words_of(reader.get(waiting.get_absolute_url()))


def test_a_gateway_that_is_switched_off_has_its_name_still(reader, order, settings):
    settings.ALLOW_SANDBOX_PAYMENTS = False

    assert "Sandbox (no real money)" in words_of(reader.get(url("receipt", order)))
