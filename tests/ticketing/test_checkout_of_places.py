"""The checkout of held places: names and questions, ways to pay, coupons, and the end of the hold."""

import re

import pytest
from django.utils.translation import override

from coupons.models import Coupon
from orders.baskets import OrderRefused
from orders.models import Order
from payments.methods import WayRefused
from payments.models import Payment
from payments.services import start_payment
from payments.way_rules import DEPOSIT, refused_ways
from tests.coupon_world import hold as give_coupon
from tests.coupons.conftest import published
from tests.ticketing.buying import hold_seats, lapse, order_of, states_of
from tests.ticketing.factories import seated_date, standing_date
from ticketing.checkout import write_holders
from ticketing.models import Event, Question, Ticket
from ticketing.models.questions import answers_in_words

CONTACT = {"name": "Ann", "phone": "010-1234-5678", "fulfilment": "ticket", "payment": "sandbox"}


def page_of(hold):
    return f"/checkout/tickets/{hold.token}/"


def order(client, hold, **data):
    """Place the order as the page sends it."""
    page = client.get(page_of(hold)).content.decode()
    proofs = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(page_of(hold), {**proofs, **CONTACT, **data})


def test_the_page_shows_until_when_the_places_are_held(seated, shop, ann):
    hold = hold_seats(seated, ann, pieces=2)

    page = shop.get(page_of(hold)).content.decode()

    assert "data-countdown=" in page
    assert "Main · Row 1 · Seat 1" in page
    assert "Name on the ticket" not in page


def test_names_and_answers_are_on_the_tickets(store, shop, ann):
    date = seated_date(store, asks_names=True)
    question = Question.objects.create(
        event=date.event, text="Size?", kind="choice", choices=["S", "L"], is_required=True
    )
    hold = hold_seats(date, ann, pieces=2)
    one, two = hold.places.order_by("pk").values_list("pk", flat=True)
    names = {f"tickets-name-{one}": "Kim", f"tickets-name-{two}": "Lee"}
    answers = {f"tickets-answer-{question.pk}-{pk}": "L" for pk in (one, two)}

    order(shop, hold, **names, **answers)

    tickets = Ticket.objects.order_by("place")
    assert [ticket.holder_name for ticket in tickets] == ["Kim", "Lee"]
    assert [ticket.answers for ticket in tickets] == [{"Size?": "L"}] * 2


def test_yes_and_no_are_chosen_and_read_in_the_readers_language(seated, shop, ann):
    question = Question.objects.create(event=seated.event, text="Vegan?", kind="yes_no")
    hold = hold_seats(seated, ann)
    name = f"tickets-answer-{question.pk}-{hold.places.get().pk}"

    assert order(shop, hold, **{name: "maybe"}).status_code == 422
    order(shop, hold, **{name: "yes"})

    with override("ko"):
        assert answers_in_words(Ticket.objects.get().answers) == [["Vegan?", "예"]]


@pytest.mark.parametrize("answer", ["", "XXL"])
def test_a_missing_name_or_answer_is_said_and_nothing_is_ordered(store, shop, ann, answer):
    date = seated_date(store, asks_names=True)
    question = Question.objects.create(
        event=date.event, text="Size?", kind="choice", choices=["S", "L"], is_required=True
    )
    hold = hold_seats(date, ann)
    place = hold.places.get().pk

    page = order(shop, hold, **{f"tickets-answer-{question.pk}-{place}": answer})

    assert page.status_code == 422
    assert page.content.decode().count("invalid-feedback") == 2
    assert not Order.objects.exists()


def test_names_cannot_be_left_out_by_a_form_of_ones_own(store, shop, ann):
    hold = hold_seats(seated_date(store, asks_names=True), ann)

    assert order(shop, hold).status_code == 422
    assert not Order.objects.exists()


def test_a_place_that_the_page_did_not_show_is_not_ordered(seated, ann):
    placed = order_of(hold_seats(seated, ann), ann)

    with pytest.raises(OrderRefused, match="changed"):
        write_holders(placed, {})


def test_transfer_is_offered_only_where_the_event_allows_it(seated, shop, ann, settings):
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 110-123-456789"
    hold = hold_seats(seated, ann)

    assert 'value="transfer"' not in shop.get(page_of(hold)).content.decode()
    assert order(shop, hold, payment="transfer").status_code == 422
    assert not Order.objects.exists()

    Event.objects.update(allows_transfer=True)
    assert 'value="transfer"' in shop.get(page_of(hold)).content.decode()
    order(shop, hold, payment="transfer")
    assert Payment.objects.get().gateway == "transfer"


def test_the_page_of_an_unpaid_order_offers_the_same_ways(seated, shop, ann, settings):
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 110-123-456789"
    placed = order_of(hold_seats(seated, ann), ann)

    page = shop.get(f"/pay/{placed.number}/").content.decode()

    assert 'value="sandbox"' in page
    assert 'value="transfer"' not in page
    with pytest.raises(WayRefused):
        start_payment(placed, "transfer")
    assert refused_ways(placed) == {"transfer", DEPOSIT}


def test_coupons_take_off_tickets(seated, shop, ann, store):
    coupon = give_coupon(published(store), ann, 1)
    hold = hold_seats(seated, ann)

    page = shop.get(page_of(hold))
    order(shop, hold, **{f"coupons-{scope}": coupon.code for scope in ("item", "order")})

    assert page.context["quote"].total < 50_000
    assert Order.objects.get().total == page.context["quote"].total
    assert Coupon.objects.get().status == "reserved"


def test_after_the_time_the_page_says_so_and_leads_back(seated, shop, ann):
    hold = hold_seats(seated, ann)
    lapse(hold)

    page = shop.get(page_of(hold))

    assert page.status_code == 410
    assert "Your time for these places is over." in page.content.decode()
    assert seated.get_absolute_url() in page.content.decode()


def test_who_goes_back_to_the_checkout_after_the_order_gets_the_order(seated, shop, ann):
    hold = hold_seats(seated, ann)
    order(shop, hold)

    response = shop.get(page_of(hold))

    assert response.url == Order.objects.get().get_absolute_url()


def test_a_hold_that_lapses_before_the_press_orders_nothing(seated, shop, ann):
    hold = hold_seats(seated, ann)
    page = shop.get(page_of(hold)).content.decode()
    proofs = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    lapse(hold)

    answer = shop.post(page_of(hold), {**proofs, **CONTACT})

    assert answer.status_code in (409, 410)
    assert not Order.objects.exists()


def test_the_order_page_speaks_of_tickets(store, shop, ann):
    date = standing_date(store)
    hold = hold_seats(date, ann)
    order(shop, hold)
    placed = Order.objects.get()

    page = shop.get(placed.get_absolute_url()).content.decode()

    assert "Ticket" in page
    assert "Delivery" not in page
    assert states_of(date).count("held") == 1
