"""The editor of a seating plan: what it changes is stored as a version, or refused and not lost."""

import json

import pytest
from django.urls import reverse

from tests.browsing import PHONE, look_over
from tests.ticketing.seating.plans import document, seat
from tests.ticketing.test_plan_pages import upload
from ticketing.plans.services import add_plan, add_version
from ticketing.seating.plan import plan_of


@pytest.fixture
def plan(store):
    return add_plan(store, document(seat(1, theirs="kept"), seat(2), seat(3)))


def url(plan):
    return reverse("ticketing:plan-edit", args=[plan.store.slug, plan.pk])


def test_what_is_saved_becomes_a_version(client, bea, plan):
    client.force_login(bea)

    answer = client.post(url(plan), upload(document(seat(1)), seen=1))

    assert answer.json() == {"url": reverse("ticketing:plan", args=[plan.store.slug, plan.pk])}
    assert plan.newest.number == 2


def test_the_second_editor_is_told_without_leaving_the_page(client, bea, plan):
    client.force_login(bea)
    add_version(plan, document(seat(1)), seen=1)

    answer = client.post(url(plan), upload(document(seat(2)), seen=1))

    assert answer.status_code == 409
    assert answer.json()["refusal"].startswith("Version 2 was stored meanwhile.")


@pytest.mark.parametrize("sent", [{}, upload(b"[]", seen=1), upload(document(name=""), seen=1)])
def test_what_is_no_plan_is_refused_with_a_sentence(client, bea, plan, sent):
    client.force_login(bea)

    answer = client.post(url(plan), sent)

    assert answer.status_code == 422
    assert answer.json()["refusal"].endswith(".")


@pytest.fixture
def page(browse, live_server, bea, plan):
    page = browse(user=bea)
    page.goto(url(plan))
    page.wait_for_selector(".plan-editor-ready")
    return page


def press(page, name):
    page.locator(f"[data-do={name}]").click()


@pytest.mark.browser
def test_a_block_is_added_renumbered_copied_and_stored(page, plan):
    for name, value in (("new-name", "Balcony"), ("rows", "2"), ("seats", "4"), ("curve", "20")):
        page.locator(f"[data-field={name}]").fill(value)
    press(page, "add")
    page.locator("[data-field=first-row]").fill("7")
    page.locator("[data-field=first-seat]").fill("2")
    page.locator("[data-field=step]").select_option("2")
    page.locator("[data-field=seats-from]").select_option("right")
    press(page, "renumber")
    press(page, "copy")
    press(page, "delete")
    press(page, "undo")
    press(page, "save")
    page.wait_for_url("**/seating/*/")

    spec = plan_of(plan.newest.layout)
    assert [each.section for each in spec.seats] == ["Stalls"] * 3 + ["Balcony"] * 8 + [
        "Balcony 2"
    ] * 8
    rows = [(each.row, each.number) for each in spec.seats[3:11]]
    assert rows == [(row, number) for row in "78" for number in ("8", "6", "4", "2")]
    assert plan.newest.layout["zones"][0]["rows"][0]["seats"][0]["theirs"] == "kept"


@pytest.mark.browser
def test_marked_seats_become_wheelchair_spaces_of_another_category(page, plan):
    page.locator("[data-guid=s2]").click()
    press(page, "wheelchair")
    press(page, "category")
    page.locator("[data-field=category]").select_option("A")
    press(page, "paint")
    page.locator("[data-plan-svg]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    press(page, "save")
    page.wait_for_url("**/seating/*/")

    rows = plan.seats.order_by("position").values_list("guid", "kind", "category", "x")
    assert list(rows) == [
        ("s1", "ordinary", "R", 120),
        ("s2", "wheelchair", "A", 145),
        ("s3", "ordinary", "R", 170),
    ]


@pytest.mark.browser
def test_the_work_of_the_second_editor_stays_on_the_page(page, plan, troubles):
    add_version(plan, document(seat(1)), seen=1)
    press(page, "copy")
    press(page, "save")

    page.get_by_text("Version 2 was stored meanwhile.").wait_for()
    assert page.locator("[data-blocks] option").count() == 2
    with page.expect_download() as mine:
        press(page, "download")
    assert len(json.loads(mine.value.path().read_text())["zones"]) == 2
    troubles.clear()  # Chromium reports the 409


@pytest.mark.browser
def test_a_phone_shows_the_editor_without_overflow(browse, live_server, bea, plan):
    page = browse("ko", PHONE, user=bea)
    page.goto(url(plan))
    page.wait_for_selector(".plan-editor-ready")

    look_over(page)
