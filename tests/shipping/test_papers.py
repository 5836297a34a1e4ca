"""Packing slips and labels: everything is on them, and nothing beyond their edges."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.pdf.font import printable
from orders.models import Order
from shipping.papers.facts import papers_of_orders
from shipping.papers.labels import SHEET, THERMAL, labels_as_pdf
from shipping.papers.slips import slips_as_pdf
from tests.factories import ProductFactory, UserFactory
from tests.shipping.world import SEOUL, parcel_order

LONG = "서울특별시종로구세종대로" * 24 + "끝번지"
NAMES = ["김하늘", "José Ñandú", "🍜 Ann <b>& Co.</b>", "Ž" * 60]

DRAWINGS = [slips_as_pdf, *(partial(labels_as_pdf, layout=each) for each in (SHEET, THERMAL))]


@pytest.fixture
def seller(client, bea):
    client.force_login(bea)
    return client


def read(pdf):
    """The text of each page, without spaces: a wrapped line may break a word."""
    pages = PdfReader(BytesIO(pdf)).pages
    return ["".join(page.extract_text().split()) for page in pages]


def squeezed(text):
    return "".join(printable(text).split())


def extents(pdf):
    """Whether each text of each page begins within it."""
    for page in PdfReader(BytesIO(pdf)).pages:
        places = []

        def visit(text, cm, tm, _font, _size, places=places):
            if text.strip():
                places.append((cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]))

        page.extract_text(visitor_text=visit)
        yield page.mediabox, places


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("draw", DRAWINGS)
def test_any_name_and_the_longest_address_are_printed_completely(ann, store, name, draw):
    order = parcel_order(ann, store, contact=replace(SEOUL, name=name, address=LONG[:300]))

    pdf = draw(papers_of_orders([order]))

    [words] = read(pdf)
    assert squeezed(name) in words
    assert squeezed(order.address) in words
    assert squeezed(str(store)) in words
    assert order.number in words
    for box, places in extents(pdf):
        assert all(0 <= x <= box.width and 0 <= y <= box.height for x, y in places)


def test_a_slip_names_pieces_options_and_note_but_no_price(ann, store):
    product = ProductFactory(store=store, name="Kimchi", price=Decimal(12345))
    order = parcel_order(ann, store, quantity=2, product=product)
    order.note = "Ring twice"
    order.lines.update(options=[["Size", "Large", "0"]])

    [words] = read(slips_as_pdf(papers_of_orders([order])))

    assert all(word in words for word in ("2×", "Kimchi", "Large", "Ringtwice"))
    assert "12,345" not in words


def test_refunded_pieces_are_not_packed(ann, store):
    order = parcel_order(ann, store, quantity=3)
    order.lines.update(refunded=1)

    [words] = read(slips_as_pdf(papers_of_orders([Order.objects.get(pk=order.pk)])))

    assert "2×" in words


def test_nine_labels_take_two_sheets_or_nine_pages(ann, store):
    papers = papers_of_orders([parcel_order(ann, store)]) * 9

    assert len(read(labels_as_pdf(papers, SHEET))) == 2
    assert len(read(labels_as_pdf(papers, THERMAL))) == 9
    assert len(read(slips_as_pdf(papers))) == 9


@pytest.mark.parametrize("kind", ["slips", "sheet", "thermal"])
def test_the_store_prints_what_it_chose(seller, ann, store, kind):
    orders = [parcel_order(ann, store, quantity=1) for _ in range(2)]
    url = reverse("shipping:papers", args=[kind])

    response = seller.get(url, {"number": [order.number for order in orders]})

    assert response["Content-Type"] == "application/pdf"
    words = "".join(read(response.content))
    assert all(order.number in words for order in orders)


def test_foreign_orders_are_not_printed(client, ann, store):
    order = parcel_order(ann, store)
    stranger = UserFactory(role="owner")
    client.force_login(stranger)

    response = client.get(reverse("shipping:papers", args=["slips"]), {"number": order.number})

    assert response.status_code == 404


def test_too_many_papers_are_refused_in_words(seller, store):
    numbers = [f"A{n}" for n in range(201)]

    response = seller.get(reverse("shipping:papers", args=["sheet"]), {"number": numbers})

    assert response.status_code == 422
    assert "At most 200" in response.content.decode()


def test_nothing_chosen_is_a_page_with_a_sentence(seller, store):
    response = seller.get(reverse("shipping:papers", args=["sheet"]))

    assert response.status_code == 422
    assert "Choose at least one order" in response.content.decode()
