"""The organiser's pages of categories, prices and questions."""

from decimal import Decimal

import pytest

from tests.ticketing.factories import (
    make_category,
    make_event,
    sell_tickets,
)
from tests.ticketing.owner_urls import url
from ticketing.models import Question, TicketType


def test_a_price_of_each_category_and_type(owner, store):
    event = make_event(store)
    rows = [make_category(event, name, capacity=5) for name in ("Floor", "Balcony")]
    TicketType.objects.all().delete()
    cells = {
        f"price_{row.pk}_0": price for row, price in zip(rows, ("50,000", "30000"), strict=True)
    }

    owner.post(url("prices", event.number), {**cells, "new_type": "Adult"})
    cells |= {f"price_{rows[0].pk}_1": "20000"}
    owner.post(url("prices", event.number), {**cells, "new_type": "Child"})

    assert list(TicketType.objects.values_list("category__name", "name", "price")) == [
        ("Floor", "Adult", Decimal(50_000)),
        ("Floor", "Child", Decimal(20_000)),
        ("Balcony", "Adult", Decimal(30_000)),
    ]


def test_a_price_in_smaller_coins_than_there_are_is_refused(owner, standing):
    cell = f"price_{standing.event.categories.get().pk}_0"

    response = owner.post(url("prices", standing.event.number), {cell: "1.5"})

    assert response.status_code == 422
    assert cell in response.context["form"].errors
    assert TicketType.objects.get().price == Decimal(50_000)


def test_a_changed_price_does_not_change_what_was_ordered(owner, standing, ann):
    [ticket] = sell_tickets(standing, ann)
    category = standing.event.categories.get()

    owner.post(url("prices", standing.event.number), {f"price_{category.pk}_0": "70000"})

    assert TicketType.objects.get().price == Decimal(70_000)
    ticket.refresh_from_db()
    assert ticket.price == ticket.line.unit_price == Decimal(50_000)


def test_capacity_is_not_set_below_what_is_sold(owner, standing, ann):
    sell_tickets(standing, ann, quantity=3)
    category = standing.event.categories.get()
    page = url("category-edit", standing.event.number, category.pk)

    response = owner.post(page, {"name": "Standing", "capacity": "2", "color": "#112233"})

    assert response.status_code == 422
    assert standing.places.count() == 10
    assert owner.post(page, {"name": "Standing", "capacity": "3"}).status_code == 302
    assert standing.places.count() == 3
    assert owner.post(page, {"remove": "yes"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"opens_at": "2030-05-02T20:00", "closes_at": "2030-05-01T20:00"}, "closes_at"),
        ({"opens_at": "0001-01-01T00:00"}, "opens_at"),
        ({"least": "4", "most": "2"}, "most"),
        ({"price": "-1"}, "price"),
        ({"price": "1.5"}, "price"),  # won have no smaller coins
        ({"price": "99999999999"}, "price"),
    ],
)
def test_a_wrong_type_is_refused_at_its_field(owner, standing, typed, wrong):
    data = {"name": "Adult", "price": "50000", "least": "1", **typed}

    response = owner.post(
        url("type-edit", standing.event.number, TicketType.objects.get().pk), data
    )

    assert response.status_code == 422
    assert wrong in response.context["form"].errors


def test_a_type_with_a_secret_code_and_a_period_is_added(owner, standing):
    category = standing.event.categories.get()
    data = {"name": "Fan", "price": "1", "least": "1", "secret_code": "HELLO", "phase": "Early"}

    owner.post(url("type-add", standing.event.number, category.pk), data)

    assert TicketType.objects.get(name="Fan").secret_code == "HELLO"


def test_questions_are_added_changed_and_removed(owner, standing):
    event = standing.event
    data = {"text": "Shirt", "kind": "choice", "choices": "S\nM\n", "position": "0"}
    owner.post(url("questions", event.number), data)
    question = Question.objects.get()
    assert question.choices == ["S", "M"]

    wrong = owner.post(url("questions", event.number), {**data, "choices": "S"})
    assert set(wrong.context["form"].errors) == {"choices", "text"}

    edit = url("question-edit", event.number, question.pk)
    owner.post(edit, {**data, "kind": "yes_no"})
    question.refresh_from_db()
    assert (question.kind, question.choices) == ("yes_no", [])
    owner.post(edit, {"remove": "yes"})
    assert not Question.objects.exists()
