import pytest

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
