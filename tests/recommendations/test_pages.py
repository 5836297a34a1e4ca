"""What readers see on home, and what they can change."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.located import LocatedReader
from core.panels import panels_of
from recommendations.models import Dismissal, Exposure, OptOut, Recommendation
from stores.models import Store
from tests.coupon_world import hold
from tests.coupons.conftest import published
from tests.factories import AddressFactory, ListedStoreFactory
from tests.recommendations.conftest import listed, ordered, popular, reader, train

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TITLE = '<h2 id="for-you-title">For you</h2>'


@pytest.fixture
def ann(db):
    return reader(name="Ann")


@pytest.fixture
def usual(ann):
    """Ann's usual store, in her list."""
    store = ListedStoreFactory(name="Usual", slug="usual")
    ordered(ann, store, times=3)
    train()
    return store


def shown(client):
    """The stores of “For you”, and their reasons."""
    panels = client.get("/").context["panels"]
    return {row.store.name: row.text for panel in panels for row in panel.data.rows}


def test_home_shows_the_list_with_its_reasons(client, ann, usual):
    client.force_login(ann)

    page = client.get("/").text

    assert TITLE in page
    assert "You ordered here 3 times" in page


def test_home_shows_the_reasons_in_korean(client, ann, usual):
    client.force_login(ann)

    page = client.get("/", headers={"Accept-Language": "ko"}).text

    assert "3번 주문한 가게예요" in page


def test_guests_and_other_screens_have_no_list(client, ann, usual):
    assert client.get("/").context["panels"] == []
    client.force_login(ann)

    for url in ("/?q=Usual", "/?category=korean", "/?page=1"):
        assert client.get(url).context["panels"] == []


def test_a_store_that_closes_after_the_training_is_not_shown(client, ann, usual):
    client.force_login(ann)
    assert [*shown(client)] == ["Usual"]

    Store.objects.filter(pk=usual.pk).update(archived_at=timezone.now())

    assert shown(client) == {}


def test_readers_without_a_list_see_what_is_popular_near_them(client):
    popular(ListedStoreFactory(name="Popular"))
    newcomer = reader()
    AddressFactory(user=newcomer, is_default=True)
    train()
    client.force_login(newcomer)

    assert "Near you</h2>" in client.get("/").text
    assert [*shown(client)] == ["Popular"]
    assert not Exposure.objects.exists()


def test_readers_who_are_elsewhere_or_nowhere_see_nothing(client):
    popular(ListedStoreFactory(name="Popular"))
    train()
    newcomer = reader()
    client.force_login(newcomer)
    assert shown(client) == {}

    AddressFactory(user=newcomer, is_default=True, latitude=35.18, longitude=129.07)

    assert shown(client) == {}


def test_the_list_costs_one_query_and_one_more_on_the_first_look_of_a_day(client, ann, usual):
    client.force_login(ann)
    client.get("/")
    with CaptureQueriesContext(connection) as with_list:
        client.get("/")
    assert len([one for one in with_list if "recommendations_" in one["sql"]]) == 1

    Exposure.objects.all().delete()

    with CaptureQueriesContext(connection) as first_look:
        client.get("/")
    assert len([one for one in first_look if "recommendations_" in one["sql"]]) == 2


def test_a_reader_is_counted_once_a_day(client, ann, usual):
    client.force_login(ann)

    client.get("/"), client.get("/")

    assert [row.is_plain for row in Exposure.objects.filter(user=ann)] == [False]


def test_a_click_is_counted_and_leads_to_the_store(client, ann, usual):
    client.force_login(ann)
    client.get("/")

    response = client.get("/for-you/usual/")

    assert response.url == usual.get_absolute_url()
    assert Exposure.objects.get(user=ann).clicks == 1


def test_not_interested_can_be_undone(client, ann, usual):
    client.force_login(ann)

    response = client.post("/for-you/usual/dismiss/", headers=HTMX)
    assert "Usual is not recommended to you any more." in response.text
    assert shown(client) == {}

    response = client.post("/for-you/usual/undo/", headers=HTMX)
    assert response["HX-Refresh"] == "true"
    assert [*shown(client)] == ["Usual"]


def test_not_interested_works_without_javascript(client, ann, usual):
    client.force_login(ann)

    page = client.post("/for-you/usual/dismiss/", follow=True)

    assert page.redirect_chain == [("/for-you/", 302)]
    assert "Never recommended to you" in page.text


def test_an_unwanted_store_that_is_archived_has_no_button_without_effect(client, ann, usual):
    client.force_login(ann)
    client.post("/for-you/usual/dismiss/")

    Store.objects.filter(pk=usual.pk).update(archived_at=timezone.now())

    assert "/for-you/usual/" not in client.get("/for-you/").text


def test_dismissing_twice_is_once(client, ann, usual):
    client.force_login(ann)

    for _ in range(2):
        client.post("/for-you/usual/dismiss/")

    assert Dismissal.objects.count() == 1


def test_the_switch_deletes_what_was_learned_and_shows_what_all_see(client, ann, usual):
    client.force_login(ann)
    client.get("/")

    client.post("/for-you/", {"personal": "off"})

    assert not Recommendation.objects.filter(user=ann).exists()
    assert not Exposure.objects.exists()
    assert shown(client) == {}
    assert "You get no personal recommendations" in client.get("/for-you/").text

    client.post("/for-you/", {"personal": "on"})
    train(timezone.now() + timedelta(days=1))

    assert [*shown(client)] == ["Usual"]


def test_rows_that_a_training_wrote_meanwhile_are_not_shown_after_the_switch(client, ann, usual):
    OptOut.objects.create(user=ann, at=timezone.now())
    client.force_login(ann)

    assert shown(client) == {}


@pytest.mark.parametrize("url", ["/for-you/", "/for-you/usual/", "/for-you/usual/dismiss/"])
def test_guests_are_asked_to_sign_in(client, url):
    assert client.post(url).url.startswith("/accounts/login/")


@pytest.mark.parametrize("slug", ["nothing", "x" * 300, "<script>"])
def test_unknown_stores_are_404(client, ann, slug):
    client.force_login(ann)

    assert client.post(f"/for-you/{slug}/dismiss/").status_code == 404


def test_the_coupons_page_has_the_live_coupons_of_the_recommended_stores(ann, usual):
    published(ListedStoreFactory(name="Other, far", latitude=35.1, longitude=129.1))
    campaign = published(usual, title="Tea for two")
    located = LocatedReader(ann.pk)

    with CaptureQueriesContext(connection) as queries:
        [panel] = panels_of("coupons-page", [located], ann, timezone.now())[ann.pk]

    [(offered, row)] = panel.data["offered"]
    assert (offered.campaign, row.text) == (campaign, "You ordered here 3 times")
    assert len([one for one in queries if "SELECT" in one["sql"]]) == 2


def test_the_coupons_page_has_no_panel_without_live_coupons_to_claim(ann, usual):
    hold(published(usual), ann, 1)
    located = LocatedReader(ann.pk)

    assert panels_of("coupons-page", [located], ann, timezone.now())[ann.pk] == []


def test_the_profile_leads_to_the_switch(client, ann):
    client.force_login(ann)

    assert 'href="/for-you/"' in client.get("/me/").text


def test_the_list_is_written_by_rank(ann, usual):
    assert listed(ann) == {"Usual": "You ordered here 3 times"}
