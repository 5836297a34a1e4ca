"""The log of calls to and from providers is searchable in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from payments.audit import log_message, logged
from payments.models import ProviderCall
from tests.factories import UserFactory


@pytest.fixture
def found(client, db):
    """`found(words)`: the endpoints of the calls that an admin's search finds."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    def search(words, **chosen):
        url = reverse("admin:payments_providercall_changelist")
        page = client.get(url, {"q": words, **chosen})
        return [call.endpoint for call in page.context["cl"].result_list]

    return search


@pytest.fixture
def calls(payment):
    """One from the provider with an event, one to it about a payment, and one with neither."""
    log_message("stripe", "/in/", body={"id": "evt_1", "about": payment.key}, status=503)
    with logged("stripe", "GET /out", payment=payment) as answer:
        answer.status, answer.body = 200, {"id": "cs_1"}
    with logged("stripe", "GET /other"):
        pass


def test_a_message_is_found_by_the_event_that_it_names(found, calls):
    assert found("evt_1") == ["/in/"]


def test_an_answer_is_found_by_its_text(found, calls):
    assert found("cs_1") == ["GET /out"]


def test_calls_are_found_by_the_key_of_their_payment_wherever_it_stands(found, calls, payment):
    assert found(payment.key) == ["GET /out", "/in/"]


def test_calls_are_found_by_the_number_of_the_order(found, calls, payment):
    assert found(payment.order.number) == ["GET /out"]


def test_older_ones_are_found_once_their_time_is_chosen(found, db):
    at = timezone.now() - timedelta(days=40)
    old = {"direction": "in", "gateway": "stripe", "milliseconds": 1, "request": '{"id": "evt_1"}'}
    ProviderCall.objects.create(**old, endpoint="/old/", at=at)

    day = timezone.localtime(at)

    assert found("evt_1") == []
    assert found("evt_1", at__year=day.year, at__month=day.month) == ["/old/"]
