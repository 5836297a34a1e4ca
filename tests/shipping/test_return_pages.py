"""The pages of returns: the buyer, signed in or a guest, asks; the store answers."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from notifications.models import Mail
from orders.models import Order
from shipping.models import Return, ReturnTerms
from stores.access import MemberRole
from tests.factories import MemberFactory, ProductFactory, StoreFactory
from tests.shipping.return_world import arrived, requested, walked


@pytest.fixture
def order(ann, store):
    ReturnTerms.objects.create(store=store, postage=Decimal(3500), address="반품센터 1")
    product = ProductFactory(store=store, name="Kimchi", price=Decimal(9000), stock=5)
    return arrived(ann, store, product=product)


@pytest.fixture
def guest_order(store):
    return arrived(None, store)


@pytest.fixture
def buyer(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def seller(client, bea):
    client.force_login(bea)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def page_of(order):
    if order.guest_key:
        return reverse("shipping:guest-return-request", args=[order.guest_key])
    return reverse("shipping:return-request", args=[order.number])


def filled(order, **changes):
    usual = {"token": uuid4(), "cause": "changed_mind", "wish": "refund", "text": ""}
    return {**usual, f"line_{order.lines.get().pk}": 2, **changes}


def detail(goods_return):
    return reverse("shipping:return", args=[goods_return.number])


def move_url(goods_return, verb):
    return reverse("shipping:return-move", args=[goods_return.number, verb])


def test_the_order_offers_a_return(buyer, order):
    assert page_of(order) in text_of(buyer.get(order.get_absolute_url()))


@pytest.mark.parametrize("wish", ["refund", "exchange"])
def test_the_buyer_sees_the_amount_of_a_refund_less_the_way_back(buyer, order, wish):
    shown = text_of(buyer.post(page_of(order), filled(order, wish=wish)))

    assert "₩14,500" in shown
    assert ("costs ₩7,000" in shown) == (wish == "exchange")


@pytest.mark.parametrize("wish", ["refund", "exchange"])
def test_a_store_that_has_set_no_terms_takes_off_nothing(buyer, order, wish):
    ReturnTerms.objects.all().delete()

    shown = text_of(buyer.post(page_of(order), filled(order, wish=wish)))

    assert "₩18,000" in shown
    assert ("costs you nothing" in shown) == (wish == "exchange")


def test_the_buyer_sees_the_amount_and_then_asks(buyer, order):
    shown = text_of(buyer.post(page_of(order), filled(order)))

    assert "₩14,500" in shown
    assert not Return.objects.exists()

    response = buyer.post(page_of(order), filled(order, confirm="yes"))

    assert response.url == order.get_absolute_url()
    assert Return.objects.get().postage == Decimal(3500)


def test_changing_shows_the_form_as_it_was_filled(buyer, order):
    response = buyer.post(
        page_of(order), filled(order, confirm="yes", change="yes", text="Too big")
    )

    assert "Too big" in text_of(response)
    assert not Return.objects.exists()


def test_a_guest_asks_and_withdraws(client, guest_order):
    client.post(page_of(guest_order), filled(guest_order, confirm="yes"))
    goods_return = Return.objects.get()
    place = [guest_order.guest_key, goods_return.number, "withdraw"]
    url = reverse("shipping:guest-return-move", args=place)
    page = text_of(client.get(guest_order.get_absolute_url()))

    client.post(url)

    assert url in page
    assert Return.objects.get().status == "withdrawn"


def test_a_page_that_is_too_old_is_refused_in_words(buyer, order):
    requested(order, pieces=2)

    response = buyer.post(page_of(order), filled(order, confirm="yes"))

    assert response.status_code == 422
    assert Return.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"cause": "nonsense"}, {"token": "x"}, {"wish": ""}, {"text": "x" * 10_000}],
)
def test_bad_input_is_a_page_with_a_sentence(buyer, order, changes):
    response = buyer.post(page_of(order), filled(order, confirm="yes", **changes))

    assert response.status_code == 422
    assert not Return.objects.exists()


def test_after_the_window_a_sentence_stands_in_the_place_of_the_button(buyer, ann, store):
    order = arrived(ann, store, days_ago=120)

    page = text_of(buyer.get(order.get_absolute_url()))

    assert "The time for returns ended on" in page
    assert page_of(order) not in page
    assert "The time for returns ended on" in text_of(buyer.get(page_of(order)))


def test_both_pages_say_when_it_is_refunded_in_any_case(client, ann, bea, order):
    goods_return = walked(requested(order), "received")
    pages = []
    for reader, url in ((ann, order.get_absolute_url()), (bea, detail(goods_return))):
        client.force_login(reader)
        pages.append(text_of(client.get(url)))

    day = date_format(goods_return.settled_on)
    assert f"If it does not, you get your money back on {day}." in pages[0]
    assert f"If you do not settle it, it is refunded automatically on {day}." in pages[1]


def test_a_stranger_finds_no_page(client, order, dan):
    goods_return = requested(order)
    client.force_login(dan)

    urls = [page_of(order), move_url(goods_return, "withdraw")]

    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert client.get(detail(goods_return)).status_code == 403


def test_another_store_finds_no_return(client, order, dan):
    MemberFactory(user=dan, role=MemberRole.MANAGER)
    client.force_login(dan)
    goods_return = requested(order)

    assert client.get(detail(goods_return)).status_code == 404
    assert goods_return.number not in text_of(client.get(reverse("shipping:returns")))


def test_the_store_approves_receives_and_refunds(seller, order):
    goods_return = requested(order, pieces=2)

    seller.post(move_url(goods_return, "approve"), {"note": "Please wrap it well"})
    seller.post(move_url(goods_return, "receive"), {"restock": [order.lines.get().pk]})
    asked = text_of(seller.get(move_url(goods_return, "refund")))
    seller.post(move_url(goods_return, "refund"))

    assert "₩14,500" in asked
    assert Order.objects.get(pk=order.pk).refunded == Decimal(14500)
    assert "₩14,500 went back" in text_of(seller.get(detail(goods_return)))


def test_the_store_sends_a_replacement(seller, order):
    goods_return = walked(requested(order, wish="exchange", cause="wrong"), "received")
    url = move_url(goods_return, "exchange")

    refused = seller.post(url, {"carrier": "", "tracking_number": ""})
    carrier = refused.context["form"].fields["carrier"].queryset.get(code="cj")
    seller.post(url, {"carrier": carrier.pk, "tracking_number": " 12 34 "})

    goods_return.refresh_from_db()
    assert refused.status_code == 422
    assert (goods_return.status, goods_return.tracking_number) == ("exchanged", "12 34")


def test_overdue_returns_come_first_and_are_counted_on_the_board(seller, order):
    late, fine = requested(order), requested(order)
    walked(late, "received")
    Return.objects.filter(pk=late.pk).update(refund_due=timezone.now() - timedelta(days=1))

    page, board = (text_of(seller.get(reverse(n))) for n in ("shipping:returns", "orders:board"))

    assert page.index(late.number) < page.index(fine.number)
    assert "1 refund is overdue" in page
    assert "2 returns wait for you. <strong>1 refund is overdue." in board


@pytest.mark.parametrize(("show", "found"), [("overdue", 0), ("waiting", 1), ("ended", 1), ("", 3)])
def test_the_list_is_narrowed(seller, order, show, found):
    for status in ("requested", "approved", "refused"):
        walked(requested(order), status)

    page = seller.get(reverse("shipping:returns"), {"show": show})

    assert len(page.context["returns"]) == found


def test_the_download_has_a_row_a_return_and_no_formula(seller, order):
    requested(order, text="=cmd()")

    response = seller.get(reverse("shipping:returns-download"))

    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert ",'=cmd()," in lines[1]


def test_pages_ask_the_same_queries_for_many_returns(seller, order, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            seller.get(reverse("shipping:returns"))
        return len(asked)

    requested(order)
    queries()
    one = queries()
    requested(order)
    requested(order)

    assert queries() == one


def test_the_store_sets_its_terms(seller, order):
    url = reverse("shipping:return-terms", args=[order.store.slug])

    response = seller.post(url, {"postage": "4000", "address": "", "exchanges": ""})

    terms = ReturnTerms.objects.get()
    assert response.status_code == 302
    assert (terms.postage, terms.exchanges) == (Decimal(4000), False)
    assert seller.post(url, {"postage": "-1"}).status_code == 422


def test_staff_sets_no_terms(client, order, dan):
    MemberFactory(store=order.store, user=dan, role=MemberRole.STAFF)
    client.force_login(dan)

    response = client.get(reverse("shipping:return-terms", args=[order.store.slug]))

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("requested", {"return-requested"}),
        ("refunded", {"return-requested", "return-approved", "return-received", "return-refunded"}),
        ("refused", {"return-requested", "return-refused"}),
    ],
)
def test_each_step_is_mailed_in_the_recipients_language(order, ann, status, kinds):
    ann.language = "ko"
    ann.save(update_fields=["language"])
    Mail.objects.all().delete()

    walked(requested(order), status)

    mails = Mail.objects.filter(kind__startswith="return-")
    assert {mail.kind for mail in mails} == kinds
    titles = {mail.kind: mail.title for mail in mails}
    assert titles.get("return-refused", "반품이 거절되었어요") == "반품이 거절되었어요"


def test_stores_that_send_nothing_have_no_link_to_terms_of_returns(seller, bea, store):
    kitchen = StoreFactory(owner=bea)

    body = seller.get(reverse("shipping:returns")).content.decode()

    assert reverse("shipping:return-terms", args=[store.slug]) in body
    assert reverse("shipping:return-terms", args=[kitchen.slug]) not in body


def test_the_postage_is_written_as_the_currency_has_it(seller, order):
    body = seller.get(reverse("shipping:return-terms", args=[order.store.slug])).content.decode()

    assert 'value="3500"' in body
