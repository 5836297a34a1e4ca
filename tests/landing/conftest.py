import pytest

from tests.factories import MemberFactory
from tests.page_factories import draft_page


@pytest.fixture
def page(store):
    return draft_page(store)


@pytest.fixture
def eve(store):
    """Another manager of the store."""
    user = MemberFactory(store=store, role="manager", user__name="Eve").user
    user.refresh_from_db()  # `is_member` is set by a trigger
    return user
