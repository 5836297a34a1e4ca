import pytest

from tests.ticketing.buying import hold_seats, order_of
from tests.ticketing.factories import seated_date, standing_date


@pytest.fixture
def seated(store):
    """A date with ten seats: two rows of five."""
    return seated_date(store)


@pytest.fixture
def standing(store):
    """A date with ten places without numbers."""
    return standing_date(store)


@pytest.fixture
def owner(client, bea):
    """A browser in which Bea is signed in."""
    client.force_login(bea)
    return client


@pytest.fixture
def shop(client, ann):
    """A browser in which Ann is signed in."""
    client.force_login(ann)
    return client


@pytest.fixture
def order(seated, ann):
    """Two seats, unpaid."""
    return order_of(hold_seats(seated, ann, 2), ann)
