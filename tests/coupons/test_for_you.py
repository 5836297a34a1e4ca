"""“For you” on the page of all coupons."""

import pytest

from recommendations.models import Exposure
from tests.coupons.conftest import published
from tests.factories import ListedStoreFactory
from tests.recommendations.conftest import ordered, reader, train

pytestmark = pytest.mark.django_db


@pytest.fixture
def cat(store):
    """A reader who orders at a store with a live coupon; another store has one, too."""
    user = reader()
    usual = ListedStoreFactory(name="Usual")
    ordered(user, usual, times=2)
    published(usual, title="Tea for two")
    published(ListedStoreFactory(name="Busan", latitude=35.18, longitude=129.07))
    train()
    return user


def test_the_page_of_all_coupons_begins_with_those_of_recommended_stores(client, cat):
    client.force_login(cat)

    response = client.get("/coupons/")

    assert response.text.index("You ordered here 2 times") < response.text.index('id="found"')
    [panel] = response.context["panels"]
    assert [row.store.name for _offer, row in panel.data["offered"]] == ["Usual"]
    assert Exposure.objects.filter(user=cat).exists()


def test_guests_and_filtered_lists_have_none(client, cat):
    assert "for-you" not in client.get("/coupons/").text

    client.force_login(cat)

    assert "for-you" not in client.get("/coupons/?order=ending").text
