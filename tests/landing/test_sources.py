"""The source that a link to a page names is stored with the order, and nothing of the visitor."""

import pytest
from django.urls import reverse

from affiliates.cookies import cookie_name
from affiliates.models import Attribution
from affiliates.partners import add_code
from tests.affiliates.conftest import approved, come_by, programme_of
from tests.factories import UserFactory
from tests.landing.test_order import bought
from tests.page_factories import published_page
from tests.shipping.world import ships

UTM = {"utm_source": "newsletter", "utm_medium": "e-mail", "utm_campaign": "spring"}


@pytest.fixture
def page(store, noodles):
    return published_page(ships(store), [noodles])


def visit(client, page, query=UTM, **headers):
    return client.get(reverse("landing:page", args=[page.slug]), query, headers=headers)


def buy(client, page):
    choice = f"v{page.variants.get().pk}"
    assert bought(client, reverse("landing:order", args=[page.slug]), choice).status_code == 302


def test_an_order_knows_the_source_of_its_buyer(client, page):
    visit(client, page)
    buy(client, page)

    found = Attribution.objects.get()
    assert (found.source, found.medium, found.campaign) == ("newsletter", "e-mail", "spring")
    assert (found.code, found.clicked_at) == (None, None)


def test_a_source_leaves_the_click_to_its_partner(client, page, store):
    code = add_code(approved(programme_of(store), UserFactory(phone="")), "PAT-TEA")
    come_by(client, code)

    visit(client, page)
    buy(client, page)

    found = Attribution.objects.get()
    assert (found.code, found.source) == (code, "newsletter")


@pytest.mark.parametrize(
    ("query", "headers"),
    [({}, {}), ({"utm_medium": "e-mail"}, {}), (UTM, {"sec-purpose": "prefetch"})],
    ids=["none", "no source", "prefetch"],
)
def test_nothing_is_stored_without_a_source(client, page, store, query, headers):
    assert cookie_name(store.pk) not in visit(client, page, query, **headers).cookies
