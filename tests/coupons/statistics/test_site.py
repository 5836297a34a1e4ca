"""The statistics of the whole site in the admin."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse

from config.features import remove_admin
from core import panels
from core.days import DAY
from core.panels import Panel
from coupons.statistics.aggregate import aggregate
from tests.config.test_features import reconnect
from tests.coupons.conftest import published
from tests.coupons.statistics.cast import claimed, of_the_site, tonight, used
from tests.factories import ProductFactory, StoreFactory, UserFactory


@pytest.fixture
def root(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def page_of(client, **query):
    return client.get(reverse("admin:coupons_campaign_statistics"), query)


@pytest.mark.parametrize("added_up", [False, True])
def test_all_stores_and_the_campaigns_of_the_site_are_added_up(root, campaign, noon, added_up):
    site = of_the_site(opens_at=noon - DAY, terms={"platform_percent": 100})
    used(site, noon, product=ProductFactory(store=StoreFactory()))
    used(campaign, noon)
    if added_up:
        aggregate(tonight(noon))

    page = page_of(root)

    total = page.context["total"]
    assert (total.claimed, total.used, total.new_customers) == (2, 2, 2)
    assert (total.sales, total.store_discount, total.platform_discount) == (
        Decimal(18_000), Decimal(3000), Decimal(3000),
    )  # fmt: skip
    listed = [(store, figures.used) for store, figures in page.context["page_obj"].object_list]
    assert listed == [(campaign.store, 1)]


def test_it_needs_the_right_to_see_campaigns(client, db):
    clerk = UserFactory(is_staff=True)
    client.force_login(clerk)
    assert page_of(client).status_code == 403

    clerk.user_permissions.add(Permission.objects.get(codename="view_campaign"))
    assert page_of(client).status_code == 200


def test_owners_and_visitors_do_not_get_in(client, bea):
    assert page_of(client).status_code == 302
    client.force_login(bea)
    assert page_of(client).status_code == 302


def test_it_is_linked_from_the_first_page_and_from_the_list_of_campaigns(root):
    url = reverse("admin:coupons_campaign_statistics")

    assert url in root.get(reverse("admin:index")).text
    assert url in root.get(reverse("admin:coupons_campaign_changelist")).text


def test_without_coupons_the_first_page_has_no_such_link(root, settings):
    features, registered = settings.FEATURES, dict(admin.site._registry)
    settings.FEATURES = ["food"]
    remove_admin()
    reconnect()
    try:
        with pytest.raises(NoReverseMatch):
            page_of(root)
        assert "Statistics of coupons" not in root.get(reverse("admin:index")).text
    finally:
        settings.FEATURES = features
        admin.site._registry.update(registered)
        reconnect()


def test_days_that_make_no_sense_are_refused_in_words(root, campaign):
    page = page_of(root, since="2026-02-02", until="2026-02-01")

    assert page.status_code == 400
    assert "This is before the first day." in page.text


def test_without_figures_it_says_so(root):
    assert "Nobody saw, claimed or used a coupon in these days." in page_of(root).text


@pytest.mark.parametrize("count", [1, 6])
def test_it_asks_as_much_for_many_stores(root, noon, count, django_assert_num_queries):
    for _number in range(count):
        campaign = published(StoreFactory(), opens_at=noon - 90 * DAY)
        claimed(campaign, noon - DAY)
        claimed(campaign, noon)
    aggregate(tonight(noon, nights=0))

    with django_assert_num_queries(10):  # one of them compares recommendations
        page_of(root)


def test_an_app_above_adds_its_panel(root, monkeypatch):
    def provide(periods, reader, now):
        [period] = periods
        return {period.pk: Panel("_empty.html", len(period.days))}

    monkeypatch.setattr(panels, "_providers", {"coupon-statistics": [provide]})

    assert [panel.data for panel in page_of(root, days="7").context["panels"]] == [7]


def test_it_says_whether_recommendations_matter(root):
    page = page_of(root).text

    assert "Do recommendations matter?" in page
    assert "No difference can be seen yet." in page
