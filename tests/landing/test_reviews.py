"""Reviews come from verified buyers, once for each bought line; the store answers and hides with a reason."""

from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from landing.models import Review
from landing.pages import published
from landing.reviews import ReviewRefused, initial_of, write_review
from orders.models import Order, OrderLine
from orders.statuses import Status
from tests.factories import OrderFactory
from tests.page_factories import published_page
from tests.racing import losers, together

GOOD = {"rating": 5, "text": "So clear."}


def bought(store, product, customer=None, status=Status.COMPLETED, **fields):
    """The line of an order of the product."""
    order = OrderFactory(
        store=store, customer=customer, fulfilment="pickup", status=status, **fields
    )
    line = order.lines.get()
    line.product = product
    line.save(update_fields=["product"])
    return line


@pytest.fixture
def page(store, noodles):
    return published_page(store, [noodles])


def review_url(line):
    return reverse("landing:review", args=[line.order.number, line.pk])


def test_a_buyer_reviews_from_the_page_of_the_order(client, ann, store, noodles, page):
    line = bought(store, noodles, ann, name="Ann")
    client.force_login(ann)

    order_page = client.get(reverse("orders:order", args=[line.order.number]))
    assert review_url(line) in order_page.content.decode()
    response = client.post(review_url(line), GOOD, follow=True)

    assert "Your review is on the page." in response.content.decode()
    assert review_url(line) not in response.content.decode()
    version = published(page.slug, timezone.now())
    assert (version.review_count, version.review_average) == (1, 5)
    assert [(row["author"], row["text"]) for row in version.reviews] == [("A**", "So clear.")]


def test_a_guest_reviews_by_the_url_of_the_order(client, store, noodles, page):
    line = bought(store, noodles, guest_key="g" * 32, name="김베아")
    url = reverse("landing:guest-review", args=["g" * 32, line.pk])

    order_page = client.get(reverse("orders:guest-order", args=["g" * 32]))
    assert url in order_page.content.decode()
    client.post(url, GOOD)

    assert Review.objects.get().author == "김**"


def test_a_stranger_reviews_nothing(client, ann, dan, store, noodles, page):
    line = bought(store, noodles, ann)
    client.force_login(dan)

    assert client.post(review_url(line), GOOD).status_code == 404
    assert (
        client.post(reverse("landing:guest-review", args=["x" * 32, line.pk]), GOOD).status_code
        == 404
    )


@pytest.mark.parametrize("status", [Status.PAID, Status.READY, Status.CANCELLED])
def test_only_what_has_arrived_is_reviewed(ann, store, noodles, status):
    with pytest.raises(ReviewRefused, match="once it has arrived"):
        write_review(bought(store, noodles, ann, status), 5)


def test_a_line_is_reviewed_once(ann, store, noodles):
    line = bought(store, noodles, ann)
    first = write_review(line, 5)

    with pytest.raises(ReviewRefused, match="already"):
        write_review(line, 1)
    with pytest.raises(IntegrityError):
        Review.objects.create(line=line, store=store, rating=1, author="A", at=first.at)


@pytest.mark.parametrize(
    "data",
    [{}, {"rating": 0}, {"rating": 6}, {"rating": 5, "text": "x" * 10_000}, {"rating": "<b>"}],
)
def test_bad_reviews_are_refused_with_what_was_typed(client, ann, store, noodles, data):
    line = bought(store, noodles, ann)
    client.force_login(ann)

    response = client.post(review_url(line), data)

    assert response.status_code == 422
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("line", "order"), [({"refunded": 1}, {}), ({"refunded": 0}, {"paid": 9000, "refunded": 9000})]
)
def test_what_was_refunded_whole_is_not_reviewed(client, ann, store, noodles, page, line, order):
    bought_line = bought(store, noodles, ann)
    OrderLine.objects.filter(pk=bought_line.pk).update(**line)
    Order.objects.filter(pk=bought_line.order_id).update(**order)
    client.force_login(ann)

    order_page = client.get(reverse("orders:order", args=[bought_line.order.number]))
    answer = client.post(review_url(bought_line), GOOD, follow=True)

    assert review_url(bought_line) not in order_page.content.decode()
    assert "All of it was refunded" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_review_stays_when_the_line_is_refunded_later(client, ann, store, noodles, page):
    line = bought(store, noodles, ann)
    write_review(line, 2, "Bitter")
    OrderLine.objects.filter(pk=line.pk).update(refunded=F("quantity"))

    assert published(page.slug, timezone.now()).review_count == 1


def test_a_line_of_another_order_is_not_reviewed(client, ann, dan, store, noodles):
    mine, theirs = bought(store, noodles, ann), bought(store, noodles, dan)
    client.force_login(ann)

    url = reverse("landing:review", args=[mine.order.number, theirs.pk])

    assert client.post(url, GOOD).status_code == 404


def test_html_of_a_review_is_text(client, ann, store, noodles, page):
    write_review(bought(store, noodles, ann), 5, "<img src=x onerror=alert(1)>")

    text = client.get(page.get_absolute_url()).content.decode()

    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "<img src=x" not in text


def test_the_store_answers(client, bea, ann, store, noodles, page):
    review = write_review(bought(store, noodles, ann), 4, "Fine")
    client.force_login(bea)

    client.post(reverse("landing:reply", args=[store.slug, review.pk]), {"reply": "Thank you!"})

    assert published(page.slug, timezone.now()).reviews[0]["reply"] == "Thank you!"


def test_a_hidden_review_does_not_count_and_its_reason_is_stored(
    client, bea, ann, store, noodles, page
):
    review = write_review(bought(store, noodles, ann), 1, "!!!")
    client.force_login(bea)
    url = reverse("landing:hide", args=[store.slug, review.pk])

    client.post(url, {"reason": ""})
    assert published(page.slug, timezone.now()).review_count == 1
    client.post(url, {"reason": "Insults"})
    assert published(page.slug, timezone.now()).review_count == 0
    assert "Insults" in client.get(reverse("landing:reviews", args=[store.slug])).content.decode()
    client.post(url, {"show": "yes"})
    assert published(page.slug, timezone.now()).review_count == 1


def test_another_store_hides_nothing(client, bea, ann, noodles, store):
    other = OrderFactory(status=Status.COMPLETED, fulfilment="pickup")
    line = other.lines.get()
    line.product = noodles
    line.save(update_fields=["product"])
    review = write_review(line, 1)
    client.force_login(bea)

    response = client.post(reverse("landing:hide", args=[store.slug, review.pk]), {"reason": "No"})

    assert response.status_code == 404


def test_orders_without_a_page_ask_for_no_review(client, ann, store, noodles):
    line = bought(store, noodles, ann)
    client.force_login(ann)

    order_page = client.get(reverse("orders:order", args=[line.order.number]))

    assert review_url(line) not in order_page.content.decode()


def test_an_open_order_costs_no_query_for_reviews(ann, store, noodles, django_assert_num_queries):
    from landing.panels import buyer_reviews

    order = bought(store, noodles, ann, Status.PAID).order

    with django_assert_num_queries(0):
        assert buyer_reviews([order], ann, timezone.now()) == {}


def test_authors_are_shown_by_their_initial():
    assert [initial_of(name) for name in ("ann lee", "김베아", "  ", "")] == [
        "A**",
        "김**",
        "**",
        "**",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_reviews_of_a_line_at_once(ann, store, noodles):
    line = bought(store, noodles, ann)

    results = together(*(partial(write_review, line, rating) for rating in (1, 5)))

    assert [type(loser) for loser in losers(results)] == [ReviewRefused]
    assert Review.objects.count() == 1
