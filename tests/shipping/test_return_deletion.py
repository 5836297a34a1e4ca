"""An account is not deleted while its user, or a buyer at its stores, returns something."""

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import DeletionRefused, delete_account
from orders.models import Order
from shipping.models import Return
from shipping.return_lifecycle import OPEN
from shipping.returns.services import RequestRefused, request_return
from stores.store_services import archive_store
from tests.factories import PASSWORD, UserFactory
from tests.racing import losers, together
from tests.shipping.return_world import arrived, asked, requested, walked


@pytest.mark.parametrize("status", OPEN)
def test_an_open_return_prevents_deletion_of_buyer_and_owner(ann, bea, store, status):
    order = arrived(ann, store)
    walked(requested(order), status)
    archive_store(store)

    expected = (
        "returned of these orders has arrived" if status == "received" else "You return something"
    )
    with pytest.raises(DeletionRefused, match=f"{expected}.*{order.number}"):
        delete_account(ann)
    with pytest.raises(DeletionRefused, match=f"orders of your stores: {order.number}"):
        delete_account(bea)


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
def test_one_that_is_over_does_not(ann, store, status):
    walked(requested(arrived(ann, store)), status)

    delete_account(ann)

    assert not ann.is_active


def test_the_page_links_to_the_orders(client, ann, store):
    requested(arrived(ann, store))
    client.force_login(ann)

    page = client.post("/me/delete/", {"password": PASSWORD}).content.decode()

    assert '<a href="/orders/">See your orders</a>' in page


@pytest.mark.django_db(transaction=True)
def test_concurrent_return_and_deletion_exclude_each_other(store):
    for _round in range(6):
        person = UserFactory()
        order = Order.objects.select_related("store").get(pk=arrived(person, store).pk)

        results = together(
            lambda order=order, person=person: request_return(
                order, asked(order), by=person, now=timezone.now()
            ),
            lambda person=person: delete_account(User.objects.get(pk=person.pk)),
        )

        [lost] = losers(results)
        assert isinstance(lost, RequestRefused | DeletionRefused)
        person.refresh_from_db()
        assert Return.objects.filter(order=order).exists() == person.is_active
