import pytest

from shipping.models import Carrier
from tests.orders.conftest import overhear  # noqa: F401
from tests.shipping.world import parcel_order, ships


@pytest.fixture
def store(store):
    """Bea's store, which sends parcels."""
    return ships(store)


@pytest.fixture
def order(ann, store):
    """Ann paid for three pieces."""
    return parcel_order(ann, store)


@pytest.fixture
def cj(db):
    return Carrier.objects.get(code="cj")
