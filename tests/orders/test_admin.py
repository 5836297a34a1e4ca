import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from orders.adjusting import adjust
from orders.statuses import Status
from payments.models import Payment
from tests.factories import OrderFactory

LIST = "/admin/orders/order/"


@pytest.fixture
def boss(client, db):
    boss = User.objects.create_superuser("boss@example.com")
    client.force_login(boss)
    return boss


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store, status=Status.PAID, note="No onions")


def staff(*codenames):
    user = User.objects.create_user("desk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def url_of(order, verb):
    return reverse("admin:orders_order_move", args=[order.pk, verb])


def page_of(order):
    return f"{LIST}{order.pk}/change/"


def text_of(response):
    return response.content.decode()


def found(client, **query):
    return set(client.get(LIST, query).context["cl"].queryset)


def test_orders_are_listed_searched_and_filtered(client, boss, order):
    other = OrderFactory(
        status=Status.READY, email="zoe@example.com", phone="02-999-8888", fulfilment="pickup"
    )

    assert found(client) == {order, other}
    for query in (
        {"q": other.number},
        {"q": "zoe@"},
        {"q": "999-8888"},
        {"status__exact": "ready"},
        {"fulfilment__exact": "pickup"},
        {"store__id__exact": other.store.pk},
    ):
        assert found(client, **query) == {other}
    assert found(client, placed_at__year=2001) == set()


@pytest.mark.parametrize(("language", "says"), [("en", "2 orders"), ("ko", "주문: 2")])
def test_the_list_shows_the_total_count(client, boss, order, language, says):
    OrderFactory()

    assert says in text_of(client.get(LIST, HTTP_ACCEPT_LANGUAGE=language))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_has_a_constant_number_of_queries(
    client, boss, rows, django_assert_max_num_queries
):
    OrderFactory.create_batch(rows, status=Status.PAID)

    with django_assert_max_num_queries(8):
        page = text_of(client.get(LIST))

    assert "₩9,000" in page
    assert "Waiting for the store" in page


def test_the_page_shows_lines_history_and_payments(client, boss, order):
    adjust(order, "delivery_fee", Decimal(3000))
    payment = Payment.objects.create(order=order, gateway="sandbox", amount=9000, currency="KRW")

    page = text_of(client.get(page_of(order)))

    for text in ("No onions", "Naengmyeon", "Delivery fee", "Sold out of noodles", "sandbox"):
        assert text in page
    assert reverse("admin:payments_payment_change", args=[payment.pk]) in page


def test_the_history_shows_labels_instead_of_codes(client, boss, order):
    page = text_of(client.get(page_of(order)))

    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    words = "|".join(re.sub(r"<[^>]+>", "", cell).strip() for cell in cells)
    assert "|Paid|Waiting for payment|Waiting for the store|automatic|" in words


def test_orders_cannot_be_added_edited_or_deleted(client, boss, order):
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(page_of(order), {"number": "X", "status": "completed"}).status_code == 403
    assert client.post(f"{LIST}{order.pk}/delete/", {"post": "yes"}).status_code == 403
    order.refresh_from_db()
    assert order.status == Status.PAID


def test_only_open_moves_are_offered(client, boss, order):
    page = text_of(client.get(page_of(order)))

    offered = {verb for verb in order.MOVES if url_of(order, verb) in page}
    assert offered == {"cancel", "accept", "reject"}


@pytest.mark.parametrize(
    ("before", "verb", "data", "after"),
    [
        (Status.PAID, "accept", {"minutes": 25}, Status.ACCEPTED),
        (Status.PAID, "reject", {"note": "Closed today"}, Status.REJECTED),
        (Status.PAID, "cancel", {}, Status.CANCELLED),
        (Status.ACCEPTED, "prepare", {}, Status.READY),
        (Status.READY, "cancel_by_store", {"note": "The oven broke"}, Status.CANCELLED),
    ],
)
def test_each_move_is_confirmed_and_recorded_as_the_admins(client, boss, before, verb, data, after):
    order = OrderFactory(status=before)

    asked = client.get(url_of(order, verb))
    done = client.post(url_of(order, verb), data)

    order.refresh_from_db()
    record = order.history.last()
    assert (asked.status_code, done["Location"]) == (200, page_of(order))
    assert (order.status, record.actor, record.note) == (after, boss, data.get("note", ""))


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("accept", {"minutes": "x"}),
        ("accept", {"minutes": "9999"}),
        ("accept", {}),
        ("reject", {"note": " "}),
    ],
)
def test_missing_input_of_a_move_shows_the_form_again(client, boss, order, verb, data):
    response = client.post(url_of(order, verb), data)

    order.refresh_from_db()
    assert 'role="alert"' in text_of(response)
    assert order.status == Status.PAID


@pytest.mark.parametrize("verb", ["prepare", "pay", "expire"])
def test_closed_moves_are_refused(client, boss, order, verb):
    assert client.get(url_of(order, verb))["Location"] == page_of(order)

    client.post(url_of(order, verb))

    order.refresh_from_db()
    assert order.status == Status.PAID


def test_unknown_moves_and_orders_are_not_found(client, boss, order):
    assert client.post(url_of(order, "fly")).status_code == 404
    assert client.get(reverse("admin:orders_order_move", args=[0, "accept"])).status_code == 404
    assert client.get(f"{LIST}{order.pk + 1}/change/").status_code == 302


def test_view_permission_does_not_allow_moves(client, order):
    client.force_login(staff("view_order"))

    page = client.get(page_of(order))

    assert page.status_code == 200
    assert url_of(order, "accept") not in text_of(page)
    assert client.get(url_of(order, "accept")).status_code == 403
    assert client.post(url_of(order, "accept"), {"minutes": 5}).status_code == 403


def test_change_permission_allows_moves(client, order):
    client.force_login(staff("change_order"))

    client.post(url_of(order, "accept"), {"minutes": 5})

    order.refresh_from_db()
    assert order.status == Status.ACCEPTED


def test_the_admin_redirects_users_who_are_no_staff(client, bea, order):
    client.force_login(bea)

    assert client.get(url_of(order, "accept")).status_code == 302
    assert client.post(url_of(order, "accept"), {"minutes": 5}).status_code == 302
    order.refresh_from_db()
    assert order.status == Status.PAID


def test_the_dashboard_hides_sums_without_permission_to_view_orders(client, db):
    client.force_login(staff("view_category"))

    assert "today" not in client.get("/admin/").context


@pytest.mark.parametrize("page", ["job", "schedule"])
def test_jobs_are_listed_in_the_admin(client, boss, page):
    response = client.get(f"/admin/jobs/{page}/")

    assert response.status_code == 200
    assert "unfold" in text_of(response)
