"""The pages of the counter and of codes on a phone: axe-core finds nothing serious, nothing sticks out."""

from uuid import uuid4

import pytest

from coupons.claims import claim
from coupons.counter import redeem
from stores.access import MemberRole
from tests.browsing import PHONE, look_over
from tests.coupons.conftest import published
from tests.coupons.test_claim_codes import claim_by, made
from tests.factories import MemberFactory, StoreFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(store, bea, eve):
    """Of a store where a coupon was redeemed, and of a campaign with codes, one of them claimed."""
    MemberFactory(store=StoreFactory(name="Second"), user=bea, role=MemberRole.STAFF)
    used = claim(published(store), eve, press=uuid4())
    redeem(store, used.code, 12_000, by=bea)
    campaign = published(store, audience="codes", title="Opening week")
    first, second, _third = made(campaign, 3)
    claim_by(first, eve)
    counter, codes = f"/shop/stores/{store.slug}/counter/", f"/shop/stores/{store.slug}/coupons/"
    codes += f"{campaign.number}/codes/"
    return {
        bea: [counter, "/shop/counter/", codes, f"{codes}void/"],
        eve: ["/coupons/code/", "/coupons/mine/"],
        None: [f"/coupons/{campaign.number}/?code={second}"],
    }


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_page_is_accessible_and_fits_a_phone(browse, pages, language):
    for reader, paths in pages.items():
        page = browse(language, PHONE, reader)
        for path in paths:
            page.goto(path)
            look_over(page)
