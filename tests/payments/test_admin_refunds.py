"""Refunds in the admin: permissions, amounts, and refunds that a provider could not send."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM
from core.events import Reaction
from core.lifecycle import lock, move, move_locked
from payments.events import RefundRetried
from payments.gateways.base import PaymentOutcome
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import create_refund, refund_part
from payments.services import start_payment
from tests.factories import add_line, place
from tests.job_runner import run_jobs


@pytest.fixture
def order(ann, noodles):
    """Two bowls of 9,000 and the delivery: 21,000 won, paid."""
    order = place(ann, noodles, quantity=2)
    start_payment(order, "sandbox")
    payment = order.payments.get()
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    return order


@pytest.fixture
def payment(order):
    return order.payments.get()


@pytest.fixture
def refund(payment):
    create_refund(payment, "Cold", limit=Decimal(4000))
    Refund.objects.update(next_try_at=timezone.now() + timezone.timedelta(hours=6))
    return Refund.objects.select_related("payment__order").get()


@pytest.fixture
def failed(refund):
    lock(refund)
    move_locked(refund, "mark_failed", by=SYSTEM, note="The card was reported lost or stolen.")
    return refund


@pytest.fixture
def boss(client, db):
    boss = User.objects.create_superuser("boss@example.com")
    client.force_login(boss)
    return boss


def clerk(client, *codenames):
    """A signed-in employee with these permissions."""
    user = User.objects.create_user("desk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


def text_of(response):
    return response.content.decode()


def page_of(row):
    return reverse(f"admin:payments_{row._meta.model_name}_change", args=[row.pk])


def refund_url(payment):
    return reverse("admin:payments_payment_refund", args=[payment.pk])


def fields(client, payment, **filled):
    page = text_of(client.get(refund_url(payment)))
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return {"token": token, "reason": "One bowl was cold", **filled}


def owed():
    return list(Refund.objects.order_by("pk").values_list("amount", flat=True))


def test_the_payment_leads_to_the_page_while_something_is_left(client, boss, payment):
    assert refund_url(payment) in text_of(client.get(page_of(payment)))
    assert "Up to ₩21,000 can go back." in text_of(client.get(refund_url(payment)))

    lock(payment)
    create_refund(payment, "All of it")

    assert refund_url(payment) not in text_of(client.get(page_of(payment)))
    assert "Nothing is left to send back" in text_of(client.get(refund_url(payment)))


def test_it_is_asked_whether_that_is_meant_before_anything_goes(client, boss, payment):
    filled = fields(client, payment, amount="500", **{f"line_{payment.order.lines.get().pk}": 1})

    asked = client.post(refund_url(payment), filled)
    assert "₩9,500 of ₩21,000 goes back to the customer: is that what you mean?" in text_of(asked)
    assert owed() == []
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text_of(asked)))
    done = client.post(refund_url(payment), {**hidden, "meant": ""})

    refund = Refund.objects.get()
    assert done["Location"] == page_of(payment)
    assert (refund.amount, refund.reason) == (9500, "One bowl was cold")
    assert refund.pieces == [[1, "물냉면", "9000.00"]]
    assert refund.history.get().actor == boss


@pytest.mark.parametrize("meant", [{}, {"meant": ""}])
@pytest.mark.parametrize(
    "filled",
    [
        {},
        {"amount": "0"},
        {"amount": "-1"},
        {"amount": "21001"},
        {"amount": "NaN"},
        {"amount": "1", "reason": " "},
        {"amount": "1", "token": "mine"},
    ],
)
def test_a_refused_refund_has_an_error(client, boss, payment, filled, meant):
    response = client.post(refund_url(payment), {**fields(client, payment, **filled), **meant})

    assert (response.status_code, owed()) == (422, [])
    assert 'role="alert"' in text_of(response)


def test_a_double_click_sends_money_back_once(client, boss, payment):
    filled = {**fields(client, payment, amount="21000"), "meant": ""}

    answers = [client.post(refund_url(payment), filled) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert owed() == [21000]


def test_a_viewer_cannot_refund(client, payment, refund):
    clerk(client, "view_payment", "view_refund", "view_order")

    assert refund_url(payment) not in text_of(client.get(page_of(payment)))
    for answer in (
        client.get(refund_url(payment)),
        client.post(refund_url(payment), {"amount": "1", "reason": "x", "meant": ""}),
        client.post(reverse("admin:payments_refund_move", args=[refund.pk, "retry"])),
    ):
        assert answer.status_code == 403
    assert owed() == [4000]


def test_a_user_who_only_may_change_orders_cannot_refund(client, payment, refund):
    clerk(client, "view_payment", "view_refund", "change_order")

    sent = client.post(refund_url(payment), {"amount": "1", "reason": "x", "meant": ""})
    retried = client.post(reverse("admin:payments_refund_move", args=[refund.pk, "retry"]))

    assert (sent.status_code, retried.status_code, owed()) == (403, 403, [4000])


def test_a_user_who_may_manage_money_can_refund(client, payment):
    user = clerk(client, "view_payment", "manage_money")

    client.post(refund_url(payment), {**fields(client, payment, amount="1"), "meant": ""})

    assert Refund.objects.get().history.get().actor == user


def test_bulk_actions_do_nothing_for_a_viewer(client, payment, refund):
    clerk(client, "view_payment", "view_refund")
    due = refund.next_try_at

    for row, action in ((payment, "deposit_arrived"), (refund, "try_again_now")):
        url = reverse(f"admin:payments_{row._meta.model_name}_changelist")
        assert action not in text_of(client.get(url))
        client.post(url, {"action": action, "_selected_action": [row.pk]})

    refund.refresh_from_db()
    assert refund.next_try_at == due


def test_what_is_sent_while_the_admin_asks_holds_up_no_other(client, boss, payment, refund, wiring):
    create_refund(payment, "Cold", limit=Decimal(1000))
    refunds = {Refund.objects.earliest("pk"), Refund.objects.latest("pk")}

    def send_the_others(event):
        for other in refunds - {event.row}:
            Refund.objects.filter(pk=other.pk).update(status="sent")

    wiring({RefundRetried: Reaction([send_the_others])})

    data = {"action": "try_again_now", "_selected_action": [one.pk for one in refunds]}
    response = client.post(reverse("admin:payments_refund_changelist"), data, follow=True)

    assert "1 refund is being tried now." in text_of(response)


def test_strangers_and_sellers_are_sent_to_sign_in(client, bea, payment):
    client.force_login(bea)

    assert client.get(refund_url(payment)).status_code == 302
    client.post(refund_url(payment), {"amount": "1", "reason": "x", "meant": ""})
    assert owed() == []


def test_a_payment_that_is_not_there_is_not_found(client, boss, payment):
    url = reverse("admin:payments_payment_refund", args=[payment.pk + 1])

    assert client.get(url).status_code == 404


def test_a_waiting_refund_is_retried_immediately(client, boss, refund):
    url = reverse("admin:payments_refund_move", args=[refund.pk, "retry"])
    page = text_of(client.get(page_of(refund)))
    assert url in page
    assert reverse("admin:payments_refund_move", args=[refund.pk, "settle"]) not in page

    assert "Try again now: is that what you mean?" in text_of(client.get(url))
    client.post(url)
    run_jobs()

    refund.refresh_from_db()
    assert refund.status == "sent"
    assert refund.history.get(verb="retry").actor == boss


def test_failed_refunds_are_on_the_first_page(client, boss, failed):
    page = text_of(client.get("/admin/"))

    assert "1 refund could not be sent back." in page
    assert f"{reverse('admin:payments_refund_changelist')}?status__exact=failed" in page
    move(failed, "settle", by=boss, note="In cash")
    assert "could not be sent back" not in text_of(client.get("/admin/"))


def test_the_first_page_hides_them_from_users_who_may_not_see_refunds(client, failed):
    clerk(client, "view_order")

    assert "could not be sent back" not in text_of(client.get("/admin/"))


def test_what_was_sent_another_way_is_settled_with_how(client, boss, failed):
    url = reverse("admin:payments_refund_move", args=[failed.pk, "settle"])
    assert url in text_of(client.get(page_of(failed)))
    assert 'role="alert"' in text_of(client.post(url, {"note": " "}))

    client.post(url, {"note": "To the bank account that Ann named"})

    failed.refresh_from_db()
    record = failed.history.get(verb="settle")
    assert (failed.status, record.actor) == ("sent", boss)
    assert record.note == "To the bank account that Ann named"


def test_the_page_needs_the_same_queries_for_any_number_of_rows(
    client, boss, bea, payment, django_assert_max_num_queries
):
    for number in range(30):
        add_line(payment.order, "Tea", 1)
        refund_part(payment.order, Decimal(10 + number), reason="Cold", by=bea)
    client.get("/admin/")
    with django_assert_max_num_queries(10):
        client.get(refund_url(payment))
    with django_assert_max_num_queries(15):
        client.get(page_of(payment))
