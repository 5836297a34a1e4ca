"""The pages of a store's seating plans."""

import gzip
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stores.access import MemberRole
from tests.factories import MemberFactory
from tests.ticketing.factories import make_event
from tests.ticketing.seating.plans import document, seat
from ticketing.models import EventDate, Plan
from ticketing.plans.files import geometry_url
from ticketing.plans.services import add_plan

SCRIPT = "<script>alert('jumun')</script>"


@pytest.fixture
def plan(store):
    return add_plan(store, document())


@pytest.fixture
def browser(client, bea):
    client.force_login(bea)
    return client


def page(name, store, *args):
    return reverse(f"ticketing:{name}", args=[store.slug, *args])


def upload(content, **more):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return {"file": SimpleUploadedFile("plan.json", text), **more}


def test_without_plans_the_list_says_how_to_begin(browser, store):
    assert "Sell seat by seat" in browser.get(page("plans", store)).content.decode()


def test_the_list_asks_as_many_queries_for_thirty_plans_as_for_one(
    browser, store, plan, django_assert_num_queries
):
    browser.get(page("plans", store))
    with django_assert_num_queries(8) as one:
        browser.get(page("plans", store))
    for number in range(5):
        add_plan(store, document(name=f"Hall {number}"))

    with django_assert_num_queries(len(one)):
        response = browser.get(page("plans", store))

    assert [plan.newest_number for plan in response.context["plans"]] == [1] * 6


def test_a_plan_starts_from_a_sample(browser, store):
    response = browser.post(page("plan-add", store), {"sample": "theatre"})

    plan = Plan.objects.get(store=store)
    assert response.url == page("plan", store, plan.pk)
    assert "265 seats" in browser.get(response.url).content.decode()


def test_an_uploaded_plan_is_downloaded_as_it_was(browser, store):
    written = document(seat(1, theirs={"a": [1, 2.5]}), unknown="좌석")
    browser.post(page("plan-add", store), upload(written))

    plan = Plan.objects.get(store=store)
    answer = browser.get(page("plan-json", store, plan.pk, 1))

    assert json.loads(answer.content) == written
    table = browser.get(page("plan-csv", store, plan.pk, 1)).getvalue().decode()
    assert "Stalls,1,1,R,ordinary,110,220,s1" in table


def test_a_plan_can_be_looked_at_before_it_is_stored(browser, store):
    response = browser.post(page("plan-add", store), upload(document(), check="yes"))

    assert response.context["preview"]["seats"] == 3
    assert 'id="seat-geometry"' in response.content.decode()
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no", "The file is not JSON: see line 1, column 1."),
        (document(seat(1), seat(1)), "Two seats have the seat_guid"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_plan_is_refused(browser, store, plan, content, sentence):
    for url in (page("plan-add", store), page("plan-upload", store, plan.pk)):
        response = browser.post(url, upload(content, seen=1))

        assert response.status_code == 422
        assert sentence in response.content.decode()


def test_a_script_in_a_name_is_text(browser, store):
    written = document(name=SCRIPT)
    written["zones"][0]["name"] = SCRIPT
    written["categories"][0]["name"] = SCRIPT
    for each in written["zones"][0]["rows"][0]["seats"]:
        each["category"] = SCRIPT

    shown = browser.post(page("plan-add", store), upload(written, check="yes"))
    stored = browser.post(page("plan-add", store), upload(written), follow=True)

    assert stored.status_code == 200
    for response in (shown, stored):
        assert SCRIPT not in response.content.decode()


def test_a_new_version_tells_what_it_changes(browser, store, plan):
    url, changed = page("plan-upload", store, plan.pk), document(seat(1), seat(9))

    shown = browser.post(url, upload(changed, seen=1, check="yes"))
    stored = browser.post(url, upload(changed, seen=1), follow=True)

    assert "1 new, 2 removed, 0 changed" in shown.content.decode()
    assert "This is version 2." in stored.content.decode()


def test_the_second_of_two_editors_is_told(browser, store, plan):
    url = page("plan-upload", store, plan.pk)
    browser.post(url, upload(document(seat(1)), seen=1))

    response = browser.post(url, upload(document(seat(2)), seen=1))

    assert response.status_code == 409
    assert "Version 2 was stored meanwhile." in response.content.decode()
    assert plan.newest.number == 2


@pytest.mark.parametrize("seen", ["", "x", "9" * 30, "²"])
def test_an_invalid_version_is_one_that_nobody_saw(browser, store, plan, seen):
    url = page("plan-upload", store, plan.pk)

    assert browser.post(url, upload(document(seat(2)), seen=seen)).status_code == 409


def test_an_unused_plan_is_deleted_and_a_used_one_is_not(browser, store, plan):
    used = add_plan(store, document(name="Used"))
    event = make_event(store)
    EventDate.objects.create(event=event, begins_at=event.created_at, plan_version=used.newest)

    for each in (plan, used):
        browser.post(page("plan-delete", store, each.pk))

    assert browser.get(page("plan", store, plan.pk)).status_code == 404
    assert browser.get(page("plan", store, used.pk)).status_code == 200


def test_a_plan_is_renamed(browser, store, plan):
    browser.post(page("plan-name", store, plan.pk), {"name": "Great hall"})

    plan.refresh_from_db()
    assert plan.name == "Great hall"


def test_staff_without_the_right_see_no_plans(client, store, dan):
    MemberFactory(store=store, user=dan, role=MemberRole.STAFF)
    client.force_login(dan)

    assert client.get(page("plans", store)).status_code == 403


def test_geometry_is_stored_for_ever_by_browsers(client, plan):
    url = geometry_url(plan.newest)

    plain = client.get(url)
    packed = client.get(url, headers={"Accept-Encoding": "br, gzip"})

    assert plain["Cache-Control"] == "public, max-age=31536000, immutable"
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert json.loads(plain.content)["sections"] == ["Stalls"]
    assert client.get(url.replace(plan.newest.digest, "0" * 64)).status_code == 404


@pytest.mark.filterwarnings("error::django.core.cache.CacheKeyWarning")
@pytest.mark.parametrize("name", ["with%20a%20blank", "9" * 300, "A" * 64])
def test_geometry_of_no_digest_is_404(client, db, name):
    assert client.get(f"/tickets/plans/{name}.json").status_code == 404
