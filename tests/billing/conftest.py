import pytest

from tests.billing.subscribers import Plans


@pytest.fixture
def plans(db):
    return Plans()
