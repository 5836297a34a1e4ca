"""A complete guest order asks no more queries than bench.budget says; `make bench` counts statements too."""

import pytest
from django.test import Client

from bench import budget
from bench.client import Response
from bench.guest_orders import GuestOrder


class ClientBrowser(Client):
    """Django's test client with the methods that the bench's scenarios use."""

    def get(self, path):
        return as_response(super().get(path))

    def post(self, path, fields):
        return as_response(super().post(path, fields))


def as_response(answer):
    headers = {name.lower(): value for name, value in answer.items()}
    return Response(answer.status_code, headers, answer.content.decode())


@pytest.mark.django_db(transaction=True)  # else transactions would be savepoints, which are queries
def test_a_complete_guest_order_stays_within_its_budget(noodles, settings):
    settings.MIDDLEWARE = ["bench.middleware.CountQueries", *settings.MIDDLEWARE]
    guest = GuestOrder(0, noodles.section.store.slug, noodles.pk)
    guest.order(ClientBrowser(), "first@example.com")  # fills the caches

    answers = guest.order(ClientBrowser(), "second@example.com")

    assert sum(answer.queries for answer in answers) <= budget.QUERIES
