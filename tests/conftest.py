from decimal import Decimal

import pytest
from django.conf import settings

from accounts.models import Role
from config import embedded_postgres
from tests.factories import ProductFactory, StoreFactory, UserFactory

if not settings.DATABASE_URL:
    embedded_postgres.ensure_running()


@pytest.fixture
def ann(db):
    return UserFactory(name="Ann", email="ann@example.com")


@pytest.fixture
def bea(db):
    return UserFactory(name="Bea", email="bea@example.com", role=Role.OWNER)


@pytest.fixture
def cy(db):
    return UserFactory(name="Cy", email="cy@example.com", role=Role.RIDER)


@pytest.fixture
def dan(db):
    return UserFactory(name="Dan", email="dan@example.com")


@pytest.fixture
def store(bea):
    return StoreFactory(owner=bea, name="냉면집")


@pytest.fixture
def noodles(store):
    """A product with five pieces in stock."""
    return ProductFactory(store=store, name="물냉면", price=Decimal(9000), stock=5)
