"""The admin's first page: open orders, and sales by the day money was captured or refunded."""

import re
from colorsys import rgb_to_hls
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from billing.models import DueWork
from config.dashboard import DAYS, chart_of, sales_by_day
from config.settings.admin import PRIMARY
from core.actors import SYSTEM
from core.days import start_of_day
from core.lifecycle import move
from jobs.models import Job
from notifications.models import Mail
from orders.models import Order
from orders.queries import ended_since
from orders.statuses import Status
from payments.models import Payment, Refund
from payments.refunds import refund_part
from tests.billing.factories import make_tenant
from tests.delivery.test_plans import multiply, run
from tests.factories import OrderFactory, StoreFactory, UserFactory, paid_for
from tests.walking import moved

ADMIN = "/admin/"
DARK_GROUND = "#101828"  # of Unfold: oklch(21% .034 264.665)


@pytest.fixture
def boss(client, db):
    boss = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(boss)
    return boss


def counts_of(statuses):
    return {code: count for code, _label, count in statuses if count}


def ago(**delta):
    return timezone.now() - timedelta(**delta)


def at(day, hour):
    """That hour on that day of March 2026 in Seoul."""
    return timezone.make_aware(datetime(2026, 3, day, hour))  # noqa: DTZ001


def sold(ann, store, came, **fields):
    """A completed order captured at that time."""
    return paid_for(OrderFactory(customer=ann, store=store, status="completed", **fields), at=came)


def test_open_orders_count_whenever_they_were_placed(client, boss, ann, store):
    OrderFactory(customer=ann, store=store, status=Status.PAID, placed_at=ago(days=2))
    OrderFactory(customer=ann, store=store, status=Status.ACCEPTED, placed_at=ago(days=1))
    OrderFactory(customer=ann, store=store, status=Status.PENDING)

    today = client.get(ADMIN).context["today"]

    assert counts_of(today["open"]) == {"pending": 1, "paid": 1, "accepted": 1}


def test_what_ended_today_counts_whenever_it_was_placed(client, boss, ann, store):
    ended = OrderFactory(customer=ann, store=store, status=Status.REJECTED, placed_at=ago(days=2))
    OrderFactory(customer=ann, store=store, status=Status.COMPLETED)
    move(OrderFactory(customer=ann, store=store), "cancel", by=ann, now=ago(days=2))

    today = client.get(ADMIN).context["today"]

    assert counts_of(today["ended"]) == {"rejected": 1, "completed": 1}
    assert ended.placed_at < ago(days=1)


def test_each_number_links_to_the_very_orders_that_it_counts(client, boss, ann, store):
    midnight = start_of_day(timezone.now())
    for second in (-3600, -1, 0, 3600):
        order = OrderFactory(customer=ann, store=store, status=Status.PAID, placed_at=ago(days=2))
        move(order, "cancel", by=ann, now=midnight + timedelta(seconds=second))
    OrderFactory(status=Status.COMPLETED)
    revived = OrderFactory(status=Status.EXPIRED)
    move(revived, "revive", by=SYSTEM, now=revived.pay_by)

    page = client.get(ADMIN)

    links = re.findall(r'href="([^"]+status__exact=(\w+)[^"]*)"', page.content.decode())
    listed = {code: client.get(unescape(url)).context["cl"].result_count for url, code in links}
    counted = [*page.context["today"]["open"], *page.context["today"]["ended"]]
    assert counts_of(counted) == {"paid": 1, "completed": 1, "cancelled": 2}
    assert listed == {code: count for code, _label, count in counted}


def test_revenue_counts_when_money_came_less_what_went_back(ann, store):
    sold(ann, store, at(9, 23), placed_at=at(8, 12))
    order = sold(ann, store, at(10, 1), placed_at=at(9, 23))
    refund_part(order, Decimal(4000), reason="Cold", by=store.owner)
    Refund.objects.update(created_at=at(10, 20))

    *_older, before, today = sales_by_day(at(10, 22))

    assert [(day.date.day, day.orders) for day in (before, today)] == [(9, 1), (10, 1)]
    [[_krw, yesterday]], [[currency, sums]] = before.sums, today.sums
    assert (yesterday.gross, yesterday.net) == (9000, 9000)
    assert (currency, sums.gross, sums.refunded, sums.net) == ("KRW", 9000, 4000, 5000)


def test_a_refund_counts_on_its_own_day(ann, store):
    refund_part(sold(ann, store, at(8, 12)), Decimal(9000), reason="Cold", by=store.owner)
    Refund.objects.update(created_at=at(10, 12))

    today = sales_by_day(at(10, 22))[-1]

    assert [(currency, sums.net) for currency, sums in today.sums] == [("KRW", -9000)]


def test_the_chart_has_two_weeks_and_one_currency(ann, store):
    sold(ann, store, at(20, 12))
    sold(ann, store, at(20, 13), currency="USD", total=5)
    sold(ann, store, at(6, 23))  # a day too old

    chart = chart_of(sales_by_day(at(20, 22)))

    assert chart["days"] == [f"2026-03-{day:02}" for day in range(7, 21)]
    assert (chart["money"]["before"], chart["orders"], chart["net"][-1]) == (
        "₩",
        [0] * 13 + [2],
        "9000.00",
    )
    assert set(chart["net"][:-1]) == {"0"}


def test_the_page_writes_money_as_people_do(client, boss, ann, store):
    order = paid_for(OrderFactory(customer=ann, store=store, status="completed"))
    refund_part(order, Decimal(4000), reason="Cold", by=store.owner)

    page = client.get(ADMIN).content.decode()

    assert "₩5,000" in page
    assert "₩9,000 paid, ₩4,000 refunded" in page
    assert page.count("<tr>") == DAYS + 1
    for path, sums in (
        ("payments/payment/", ["₩9,000", "₩4,000"]),
        ("payments/refund/", ["₩4,000"]),
    ):
        listed = client.get(f"{ADMIN}{path}").content.decode()
        assert all(text in listed for text in sums)
        assert "9000.00" not in listed


def test_what_goes_wrong_in_the_background_is_on_the_first_page(client, boss, ann, store):
    assert 'role="alert"' not in client.get(ADMIN).text
    for hours, state, attempts in ((1, "queued", 3), (2, "failed", 10), (200, "failed", 10)):
        with moved():
            OrderFactory(customer=ann, store=store, status=Status.PAID)
        mail = Mail.objects.filter(last_error="")
        mail.update(
            state=state,
            attempts=attempts,
            last_error="Refused",
            created_at=ago(hours=hours),
            next_try_at=ago(hours=0) if state == "queued" else None,
        )
    Job.objects.create(task="orders.tasks.none", failed=True, finished=ago(hours=1))
    DueWork.objects.create(
        tenant=make_tenant(), kind="collect", key="J1", at=ago(days=1), last_error="Oh"
    )

    page = client.get(ADMIN)

    names = ("failed_jobs", "unsent_mails", "given_up_mails", "failed_due_work")
    assert [page.context[name] for name in names] == [1, 1, 1, 1]
    assert page.text.count('role="alert"') == 4
    for link in re.findall(r'role="alert">\s*<a[^>]* href="([^"]+)"', page.text):
        assert client.get(unescape(link)).status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_needs_few_queries_for_any_data(
    client, boss, ann, store, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        paid_for(OrderFactory(customer=ann, store=store, status="completed"))
        OrderFactory(customer=ann, store=StoreFactory(), status="paid", currency="USD")

    with django_assert_max_num_queries(13):
        client.get(ADMIN)


def test_the_page_reads_its_indexes_and_not_years_of_sales(client, boss, ann, store):
    paid_for(OrderFactory(customer=ann, store=store, status="completed", placed_at=ago(days=400)))
    multiply(
        "orders_order",
        300,
        subtotal="0",
        total="0",
        number="'N' || n",
        checkout_token="gen_random_uuid()",
    )
    for status in ("paid", "accepted", "ready", "completed"):
        run(f"UPDATE orders_order SET status = '{status}' WHERE number ~ '^N[0-9]+$'")
    multiply("payments_payment", 300, status="'started'", key="'k' || n", reference="'r' || n")
    run("UPDATE payments_payment SET captured_at = now() - interval '1 year' WHERE key ~ '^k'")
    multiply("orders_ordermove", 300, at="now() - interval '1 year'")
    run("ANALYZE orders_order, orders_ordermove, payments_payment")
    # By which a history of a few pages would be read, in whole or by its primary key.
    run("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    plans = [
        Order.objects.order_by().filter(status__in=["paid", "ready"]).values("status").explain(),
        Payment.objects.order_by().filter(captured_at__gte=ago(days=14)).explain(),
        Refund.objects.order_by().filter(created_at__gte=ago(days=14)).explain(),
        ended_since(ago(days=1), Order.objects.order_by()).explain(),
    ]

    names = ("open_orders", "payments_by_capture", "refunds_by_time", "order_moves_by_time")
    assert [name in plan for name, plan in zip(names, plans, strict=True)] == [True] * 4


def contrast(one, two):
    """The contrast of two colours, by WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#ffffff", PRIMARY["600"]),
        (PRIMARY["600"], "#ffffff"),
        (PRIMARY["500"], DARK_GROUND),
        (PRIMARY["400"], DARK_GROUND),
        (PRIMARY["700"], PRIMARY["100"]),
    ],
)
def test_the_admins_colour_is_readable_in_light_and_dark(text, ground):
    assert contrast(text, ground) >= 4.5


def hue(red, green, blue):
    """In degrees: red is 0, yellow 60; Unfold's own purple 270."""
    return 360 * rgb_to_hls(int(red) / 255, int(green) / 255, int(blue) / 255)[0]


def test_each_shade_of_the_admin_is_the_products_orange(client, boss):
    page = client.get(ADMIN).text

    shades = re.findall(r"--color-primary-(\d+): rgb\((\d+), (\d+), (\d+)\);", page)
    hues = {shade: hue(*colour) for shade, *colour in shades}
    assert list(hues) == re.findall(r"--color-primary-(\d+):", page) != []
    assert [each for each in hues.items() if not 10 < each[1] < 25] == []
