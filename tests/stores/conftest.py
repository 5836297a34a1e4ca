import pytest
from django.urls import reverse

from tests.factories import OptionFactory, OptionGroupFactory


@pytest.fixture
def owner(client, bea):
    """A browser in which Bea is signed in."""
    client.force_login(bea)
    return client


@pytest.fixture
def section(noodles):
    return noodles.section


@pytest.fixture
def size(noodles):
    """Size: exactly one of Regular and Large."""
    group = OptionGroupFactory(product=noodles)
    OptionFactory(group=group, name="Regular", position=0)
    OptionFactory(group=group, name="Large", price_change=2000, position=1)
    return group


@pytest.fixture
def to(store):
    """to("menu") is the address of that page of the store."""
    return lambda name, *args: reverse(f"stores:{name}", args=[store.slug, *args])
