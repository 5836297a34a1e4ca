from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from orders.statuses import Status
from payments.gateways.base import PaymentOutcome
from payments.lifecycle import PaymentStatus, RefundStatus
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import refund_part
from payments.services import confirm_payment
from payments.tasks import send_refund
from tests.factories import place


@pytest.fixture
def payer(client, ann):
    client.force_login(ann)
    return client


def sandbox(payment):
    return reverse("payments:sandbox", args=[payment.key])


def back(payment):
    return reverse("payments:return", args=[payment.key])


def text_of(response):
    return response.content.decode()


def test_the_sandbox_says_what_it_is(payer, payment):
    page = text_of(payer.get(sandbox(payment)))

    assert "only a sandbox: no real money moves" in page
    assert "₩12,000" in page


def test_paying_leads_to_the_paid_order(payer, order, payment):
    response = payer.post(back(payment), {"outcome": "pay"}, follow=True)

    assert response.redirect_chain == [(order.get_absolute_url(), 302)]
    assert "Paid: ₩12,000" in text_of(response)


def test_paying_again_by_double_click_or_back_button_harms_nothing(payer, order, payment):
    for _ in range(3):
        assert payer.post(back(payment), {"outcome": "pay"}).url == order.get_absolute_url()

    assert payer.get(sandbox(payment)).url == order.get_absolute_url()
    assert order.payments.get().history.count() == 2
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("answer", "sentence"), [("decline", "was declined"), ("abandon", "did not pay yet")]
)
def test_a_no_leads_to_another_try(payer, order, payment, answer, sentence):
    response = payer.post(back(payment), {"outcome": answer}, follow=True)

    page = text_of(response)
    assert sentence in page
    assert "Your order is kept until" in page
    again = payer.post(reverse("payments:pay", args=[order.number]), {"payment": "sandbox"})
    payer.post(again.url.replace("sandbox", "return"), {"outcome": "pay"})
    order.refresh_from_db()
    assert order.status == Status.PAID


@pytest.mark.parametrize("data", [{}, {"outcome": "steal"}, {"outcome": "🍜" * 1000}])
def test_an_unknown_answer_changes_nothing(payer, order, payment, data):
    response = payer.post(back(payment), data, follow=True)

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.STARTED
    assert "does not know this answer" in text_of(response)


def test_money_for_a_cancelled_order_is_announced_as_refunded(payer, ann, order, payment):
    move(order, "cancel", by=ann)

    response = payer.post(back(payment), {"outcome": "pay"}, follow=True)

    assert "it goes back to you" in text_of(response)
    assert "is on its way back to you" in text_of(response)
    send_refund(Refund.objects.get().pk)
    assert Refund.objects.get().status == RefundStatus.SENT
    assert "was sent back to you" in text_of(payer.get(order.get_absolute_url()))


def test_coming_back_again_after_a_part_went_back_says_that_the_money_arrived(
    payer, bea, order, payment
):
    payer.post(back(payment), {"outcome": "pay"})
    refund_part(order, Decimal(500), reason="Cold", by=bea)

    response = payer.post(back(payment), {"outcome": "pay"}, follow=True)

    assert "could not take this payment" not in text_of(response)
    assert "Your payment has arrived." in text_of(response)


def test_a_payment_that_is_being_checked_asks_for_no_transfer(payer, order, payment):
    record_outcome(payment, PaymentOutcome("waiting"))

    page = text_of(payer.get(order.get_absolute_url()))

    assert "still being checked" in page
    assert "Please transfer" not in page


def test_an_order_that_waits_no_more_has_nothing_to_pay(payer, order, payment):
    confirm_payment(payment, {"outcome": "pay"})
    url = reverse("payments:pay", args=[order.number])

    assert payer.get(url).url == order.get_absolute_url()
    assert payer.post(url, {"payment": "sandbox"}).url == order.get_absolute_url()


def test_a_gateway_that_is_not_offered_is_refused(payer, order):
    url = reverse("payments:pay", args=[order.number])

    response = payer.post(url, {"payment": "barter"}, follow=True)

    assert "not offered" in text_of(response)


def test_a_payer_back_in_another_browser_signs_in_and_goes_on(client, ann, order, payment):
    """Nothing is shown, looked up or charged before that; then it is looked up once."""
    came_back = f"{back(payment)}?outcome=pay"
    sent = client.get(came_back)
    payment.refresh_from_db()
    assert sent.url == redirect_to_login(came_back).url
    assert payment.status == "started"

    client.force_login(ann)
    on, again = client.get(came_back), client.get(came_back)

    order.refresh_from_db()
    assert (on.url, again.url) == (order.get_absolute_url(), order.get_absolute_url())
    assert (order.status, order.payments.get().captured) == (Status.PAID, order.total)


def test_an_anonymous_visitor_cannot_learn_which_orders_exist(client, order):
    for number in (order.number, "22222222"):
        path = reverse("payments:pay", args=[number])
        assert client.get(path).url == f"/accounts/login/?next={path}"


def test_a_stranger_gets_404(client, dan, order, payment):
    client.force_login(dan)

    assert client.get(sandbox(payment)).status_code == 404
    assert client.post(back(payment), {"outcome": "pay"}).status_code == 404
    assert client.get(reverse("payments:pay", args=[order.number])).status_code == 404
    assert client.get(sandbox(payment) + "x/").status_code == 404


def test_a_guest_pays_by_the_keys(client, noodles):
    order = place(None, noodles)

    page = client.post(reverse("payments:pay", args=[order.guest_key]), {"payment": "sandbox"})
    response = client.post(page.url.replace("sandbox", "return"), {"outcome": "pay"})

    order.refresh_from_db()
    assert (order.status, response.url) == (Status.PAID, order.get_absolute_url())


def test_without_the_sandbox_its_pages_are_gone(settings, payer, order, payment):
    settings.ALLOW_SANDBOX_PAYMENTS = False

    assert payer.get(sandbox(payment)).status_code == 404
    assert payer.post(back(payment), {"outcome": "pay"}).status_code == 404
    assert "sandbox" not in text_of(payer.get(reverse("payments:pay", args=[order.number])))


def test_the_admin_shows_money_and_changes_none(admin_client, ann, order, payment):
    confirm_payment(payment, {"outcome": "pay"})
    move(order, "cancel", by=ann)
    refund = Refund.objects.get()

    for model, row in (("payment", payment), ("refund", refund)):
        assert admin_client.get(reverse(f"admin:payments_{model}_changelist")).status_code == 200
        change = reverse(f"admin:payments_{model}_change", args=[row.pk])
        assert admin_client.get(change).status_code == 200
        assert admin_client.post(change, {"amount": 1}).status_code == 403
        assert admin_client.get(reverse(f"admin:payments_{model}_add")).status_code == 403


def test_the_admin_tries_a_refund_again(admin_client, ann, order, payment):
    confirm_payment(payment, {"outcome": "pay"})
    move(order, "cancel", by=ann)
    refund = Refund.objects.get()
    Refund.objects.update(next_try_at=timezone.now() + timedelta(hours=6))

    response = admin_client.post(
        reverse("admin:payments_refund_changelist"),
        {"action": "try_again_now", "_selected_action": [refund.pk]},
        follow=True,
    )

    refund.refresh_from_db()
    assert "1 refund is being tried now." in text_of(response)
    assert refund.next_try_at <= timezone.now()
