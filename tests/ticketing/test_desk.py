"""Sales at the desk, free tickets, blocked places, and moving a holder to another place."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Mail, Notice
from orders.models import Order
from payments.methods import ways_to_pay
from payments.models import Payment, Refund
from tests.racing import losers, together
from tests.ticketing.buying import hold_seats
from tests.ticketing.factories import make_type, seated_date, sell_tickets, type_of
from ticketing.desk.sales import DeskRefused, DeskWay, sell_at_desk
from ticketing.models import Hold, Ticket
from ticketing.refusals import PlacesGone
from ticketing.seat_maps.live_states import topic_of
from ticketing.statuses import VALID, VOID, VoidReason
from ticketing.tickets.reseating import MoveToPlaceRefused, move_to_place


def sell(date, pieces=1, way=DeskWay.CASH, press=None, first=0, **options):
    keys = list(date.places.order_by("pk").values_list("pk", flat=True)[first : first + pieces])
    wanted = [(pk, type_of(date)) for pk in keys]
    options.setdefault("now", timezone.now())
    return sell_at_desk(date, wanted, way=way, press=press or uuid.uuid4(), **options)


def desk_of(date):
    return reverse("ticketing:desk", args=[date.event.number, date.number])


def test_a_sale_is_paid_and_has_tickets_without_an_e_mail(seated):
    order = sell(seated, 2)

    order.refresh_from_db()
    payment = Payment.objects.get()
    assert (order.status, order.total, order.email) == ("completed", 100_000, "")
    assert (payment.gateway, payment.status, payment.captured) == ("desk", "captured", 100_000)
    assert payment.reference.startswith("cash-")
    assert {ticket.status for ticket in order.tickets.all()} == {VALID}
    assert not Mail.objects.exists()
    assert not Refund.objects.exists()


def test_with_an_e_mail_the_buyer_gets_mail(seated):
    sell(seated, way=DeskWay.CARD, email="buyer@example.com")

    assert Mail.objects.filter(recipient="buyer@example.com").exists()


def test_free_tickets_need_a_reason_and_cost_nothing(seated):
    with pytest.raises(DeskRefused, match="why"):
        sell(seated, way=DeskWay.FREE)

    order = sell(seated, way=DeskWay.FREE, reason="Press")

    order.refresh_from_db()
    assert (order.total, order.note, order.status) == (0, "Press", "completed")
    assert order.tickets.get().price == 0
    assert not Payment.objects.exists()


def test_blocked_places_are_sold_after_the_sale_and_beyond_limits(store):
    date = seated_date(store, max_per_order=1, max_per_person=1)
    date.places.update(is_blocked=True)
    type(date).objects.filter(pk=date.pk).update(sale_closes_at=timezone.now())

    order = sell(date, 3)

    assert order.tickets.filter(status=VALID).count() == 3


def test_what_a_buyer_holds_is_refused(seated, ann):
    hold_seats(seated, ann)

    with pytest.raises(PlacesGone):
        sell(seated)
    assert not Order.objects.exists()


def test_the_desk_is_no_way_to_pay_for_buyers():
    assert "desk" not in ways_to_pay("KRW")


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_sale(seated):
    press = uuid.uuid4()

    results = together(*[lambda: sell(seated, 1, press=press) for _each in range(3)])

    assert losers(results) == []
    assert len({order.pk for order in results}) == 1
    assert Ticket.objects.count() == Payment.objects.count() == 1


def test_the_page_sells_the_best_available_and_what_is_ticked(client, bea, seated):
    client.force_login(bea)
    category, last = seated.event.categories.get(), seated.places.order_by("-pk").first()
    sent = {"way": "cash", "press": uuid.uuid4(), f"best-{category.pk}": "2", "place": last.pk}

    response = client.post(desk_of(seated), sent)

    order = Order.objects.get()
    assert response["Location"].endswith(f"?sold={order.number}")
    assert order.tickets.count() == 3
    assert order.tickets.first().code in client.get(response["Location"]).content.decode()


def test_seats_of_the_map_are_sold_each_for_its_type_and_blocked_ones_too(client, bea, seated):
    client.force_login(bea)
    child = make_type(seated.event.categories.get(), "Child", price=20_000)
    seated.places.filter(seat__position=1).update(is_blocked=True)
    shown = client.get(desk_of(seated)).context

    sent = {"way": "cash", "press": uuid.uuid4(), "seat": ["0", "1"], "type-1": child.pk}
    response = client.post(desk_of(seated), sent)

    assert (shown["seat_data"]["states"], shown["topic"]) == (".b........", topic_of(seated))
    assert response.status_code == 302
    sold = Ticket.objects.order_by("pk").values_list("place__seat__position", "type__name")
    assert list(sold) == [(0, "Adult"), (1, "Child")]


def test_what_was_chosen_on_the_map_is_there_after_a_refusal(client, bea, ann, seated):
    client.force_login(bea)
    hold_seats(seated, ann)

    response = client.post(
        desk_of(seated), {"way": "cash", "press": uuid.uuid4(), "seat": ["0", "7"]}
    )

    assert response.status_code == 409
    assert response.context["seat_data"]["chosen"] == [0, 7]


def test_bad_input_at_the_desk_is_a_sentence(client, bea, seated, ann):
    client.force_login(bea)
    category = seated.event.categories.get()
    press = str(uuid.uuid4())
    for sent, status in [
        ({}, 422),
        ({"way": "cash", "press": press}, 409),
        ({"way": "gold", "press": press}, 422),
        ({"way": "cash", "press": "x"}, 422),
        ({"way": "cash", "press": press, f"best-{category.pk}": "9999"}, 409),
        ({"way": "cash", "press": press, f"best-{category.pk}": "-1"}, 409),
        ({"way": "cash", "press": press, "place": "999999999"}, 409),
        ({"way": "cash", "press": press, "seat": "99"}, 409),
        ({"way": "free", "press": press, f"best-{category.pk}": "1"}, 409),
    ]:
        assert client.post(desk_of(seated), sent).status_code == status, sent
    assert not Order.objects.exists()
    assert not Hold.objects.exists()


def test_only_who_runs_events_sees_the_desk(client, dan, seated):
    client.force_login(dan)

    assert client.get(desk_of(seated)).status_code in (403, 404)


def test_places_are_blocked_and_unblocked_but_not_what_is_held(client, bea, ann, seated):
    client.force_login(bea)
    hold_seats(seated, ann)
    held, free = seated.places.order_by("pk")[:2]

    client.post(desk_of(seated), {"place": [free.pk], "block": "yes"})
    page = client.post(desk_of(seated), {"place": [held.pk], "block": "yes"}, follow=True)

    free.refresh_from_db()
    held.refresh_from_db()
    assert (free.is_blocked, held.is_blocked) == (True, False)
    assert "held or sold" in page.content.decode()
    none = client.post(desk_of(seated), {"block": "yes"}, follow=True)
    assert "Choose at least one place." in none.content.decode()
    client.post(desk_of(seated), {"place": [free.pk], "unblock": "yes"})
    free.refresh_from_db()
    assert not free.is_blocked


def test_the_desk_asks_the_same_queries_for_ten_and_a_hundred_seats(
    client, bea, store, django_assert_max_num_queries
):
    client.force_login(bea)
    date = seated_date(store, rows=10, seats=10)

    with django_assert_max_num_queries(25):
        client.get(desk_of(date))


def test_a_holder_is_moved_also_to_a_blocked_place_and_told(seated, ann, bea):
    [ticket] = sell_tickets(seated, ann)
    new = seated.places.filter(state="free").last()
    seated.places.filter(pk=new.pk).update(is_blocked=True)

    moved = move_to_place(ticket, new.pk, by=bea, now=timezone.now())

    ticket.refresh_from_db()
    assert (ticket.status, ticket.void_reason) == (VOID, VoidReason.MOVED)
    assert (moved.status, moved.place_id, moved.replaces) == (VALID, new.pk, ticket)
    assert (moved.price, moved.line_id) == (ticket.price, ticket.line_id)
    assert moved.code != ticket.code
    assert [place.state for place in (seated.places.get(pk=ticket.place_id),)] == ["free"]
    assert seated.places.get(pk=new.pk).state == "sold"
    assert Notice.objects.get(user=ann, kind="holder-moved")


def test_nobody_is_moved_to_a_held_place_or_another_date(seated, ann, bea, dan, store):
    [ticket] = sell_tickets(seated, ann)
    hold = hold_seats(seated, dan, 1, first=3)
    elsewhere = seated_date(store).places.first()

    for place in (hold.places.get(), elsewhere, seated.places.get(pk=ticket.place_id)):
        with pytest.raises(MoveToPlaceRefused):
            move_to_place(ticket, place.pk, by=bea, now=timezone.now())
    ticket.refresh_from_db()
    assert ticket.status == VALID


@pytest.mark.django_db(transaction=True)
def test_two_holders_are_never_moved_to_one_place(seated, ann, bea):
    for _round in range(4):
        tickets = sell_tickets(seated, ann, 2)
        new = seated.places.filter(state="free").last()

        results = together(
            *[
                lambda each=each, new=new: move_to_place(each, new.pk, by=bea, now=timezone.now())
                for each in tickets
            ]
        )

        assert [type(each) for each in losers(results)] == [MoveToPlaceRefused]
        assert Ticket.objects.filter(place=new, status=VALID).count() == 1


def test_the_page_moves_a_holder(client, bea, ann, seated):
    client.force_login(bea)
    [ticket] = sell_tickets(seated, ann)
    page = reverse("ticketing:move-holder", args=[seated.event.number, seated.number, ticket.code])
    new = seated.places.filter(state="free").first()

    assert client.get(page).status_code == 200
    assert client.post(page, {"place": "x"}).status_code == 422
    both = {"place": new.pk, "seat": seated.places.last().seat.position}
    assert client.post(page, both).status_code == 422
    assert client.post(page, {"place": new.pk})["Location"] == desk_of(seated)
    [moved] = Ticket.objects.filter(status=VALID)
    assert moved.place == new

    page = reverse("ticketing:move-holder", args=[seated.event.number, seated.number, moved.code])
    assert client.post(page, {"seat": ticket.place.seat.position})["Location"] == desk_of(seated)
    assert Ticket.objects.get(status=VALID).place == ticket.place
