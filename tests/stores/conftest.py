import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from stores.invitations import path_of
from stores.menu.edit import append
from stores.models import Product
from tests.factories import OptionFactory, OptionGroupFactory, UserFactory


@pytest.fixture
def owner(client, bea):
    """A browser in which Bea is signed in."""
    client.force_login(bea)
    return client


@pytest.fixture
def section(noodles):
    return noodles.section


@pytest.fixture
def three(section, noodles):
    """Three products in one section: 물냉면, B, C."""
    for name in ("B", "C"):
        append(Product(section=section, name=name, price=1000))
    return section


@pytest.fixture
def names_in():
    """`names_in(section)`: the names and positions of its products."""
    return lambda section: list(section.products.values_list("name", "position"))


@pytest.fixture
def sent(section):
    """The data of the product form."""
    return {"name": "비빔냉면", "price": "11000", "description": "", "section": section.pk}


@pytest.fixture
def size(noodles):
    """Size: exactly one of Regular and Large."""
    group = OptionGroupFactory(product=noodles)
    OptionFactory(group=group, name="Regular", position=0)
    OptionFactory(group=group, name="Large", price_change=2000, position=1)
    return group


@pytest.fixture
def to(store):
    """`to("menu")`: the URL of that page of the store."""
    return lambda name, *args: reverse(f"stores:{name}", args=[store.slug, *args])


@pytest.fixture
def eve(db):
    """A customer with a verified mailbox."""
    return verified(UserFactory(name="Eve", email="eve@example.com"))


@pytest.fixture
def accepts(client, eve):
    """`accepts(invitation)`: Eve opens the link and presses the button."""
    client.force_login(eve)
    return lambda invitation: client.post(path_of(invitation))


def verified(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
