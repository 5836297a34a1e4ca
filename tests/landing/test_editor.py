"""The pages of the editor, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from landing.editing import save_section
from landing.lifecycle import PagePhase
from landing.models import Page
from tests.factories import MemberFactory, ProductFactory
from tests.page_factories import draft_page, published_page

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def signed_in(client, bea, store):
    client.force_login(bea)


def url(page, name, *args):
    return reverse(f"landing:{name}", args=[page.store.slug, page.slug, *args])


def section_of(page, kind):
    page.refresh_from_db()
    return next(row for row in page.draft["sections"] if row["kind"] == kind)


def test_a_store_without_pages_says_what_they_are_for(client, store):
    response = client.get(reverse("landing:pages", args=[store.slug]))

    assert "One product, one page" in response.content.decode()


def test_a_new_page_begins_with_what_is_known_of_the_product(client, store):
    noodles = ProductFactory(store=store, name="물냉면", description="Cold and clear.")

    data = {"title": "Cold noodles", "products": [noodles.pk]}
    response = client.post(reverse("landing:add", args=[store.slug]), data)

    page = Page.objects.get()
    assert response.url == url(page, "edit")
    assert page.slug == "cold-noodles"
    assert [variant.product for variant in page.variants.all()] == [noodles]
    assert section_of(page, "hero")["values"]["text"] == "Cold and clear."


def test_a_hangul_title_makes_a_hangul_address(client, store, noodles):
    data = {"title": "평양 물냉면", "products": [noodles.pk]}
    client.post(reverse("landing:add", args=[store.slug]), data)

    assert Page.objects.get().slug == "평양-물냉면"


def test_products_of_other_stores_cannot_be_sold(client, store, noodles):
    other = ProductFactory()

    data = {"title": "Theirs", "products": [other.pk]}
    response = client.post(reverse("landing:add", args=[store.slug]), data)

    assert response.status_code == 422
    assert not Page.objects.exists()


def test_without_a_product_one_is_sent_to_the_menu(client, store):
    response = client.get(reverse("landing:add", args=[store.slug]))

    assert reverse("stores:menu", args=[store.slug]) in response.content.decode()


@pytest.mark.parametrize("name", ["edit", "offers", "photos", "versions", "publish", "preview"])
def test_each_page_asks_as_many_queries_for_many_rows(
    client, store, name, django_assert_max_num_queries
):
    page = draft_page(store, [ProductFactory(store=store) for _ in range(12)])

    with django_assert_max_num_queries(14):
        assert client.get(url(page, name)).status_code == 200


def test_a_section_is_saved_by_itself(client, page):
    row = section_of(page, "story")
    data = {"seen": 1, "heading": "New", "text": "Words", "side": "left", "picked": ""}

    response = client.post(url(page, "section", row["id"]), data)

    assert response.url == url(page, "edit") + f"#section-{row['id']}"
    stored = section_of(page, "story")["values"]
    assert stored == {"heading": "New", "text": "Words", "photo": None, "side": "left"}


def test_by_htmx_only_the_section_comes_back_and_the_preview_reloads(client, page):
    row = section_of(page, "faq")
    data = {"seen": 1, "heading": "", "question_0": "Why?", "answer_0": "So.", "question_1": ""}

    response = client.post(url(page, "section", row["id"]), data, **HTMX)

    assert "page-changed" in response["HX-Trigger"]
    assert "<html" not in response.content.decode()
    items = section_of(page, "faq")["values"]["items"]
    assert items == [{"question": "Why?", "answer": "So."}]


def test_an_answer_without_a_question_is_asked_for(client, page):
    row = section_of(page, "faq")
    data = {"seen": 1, "question_0": "", "answer_0": "So."}

    response = client.post(url(page, "section", row["id"]), data, **HTMX)

    assert response.status_code == 422
    assert "What is the question?" in response.content.decode()
    assert "So." in response.content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_the_second_editor_is_told_and_nothing_is_lost(client, page, eve, headers):
    row = section_of(page, "hero")
    save_section(page, row["id"], {"headline": "Eve's words"}, by=eve, seen=1)
    data = {"seen": 1, "headline": "Bea's words", "text": "", "picked": ""}

    response = client.post(url(page, "section", row["id"]), data, **headers)

    text = response.content.decode()
    assert response.status_code == 409
    assert "Eve changed this section meanwhile." in text
    assert "Eve&#x27;s words" in text
    assert 'value="Bea&#x27;s words"' in text
    assert section_of(page, "hero")["values"] == {"headline": "Eve's words"}

    again = client.post(url(page, "section", row["id"]), {**data, "seen": 2}, **headers)
    assert again.status_code in (200, 302)
    assert section_of(page, "hero")["values"]["headline"] == "Bea's words"


def test_what_others_changed_elsewhere_is_named(client, page, eve):
    story, hero = section_of(page, "story"), section_of(page, "hero")
    save_section(page, story["id"], {"heading": "Eve's"}, by=eve, seen=1)
    data = {"seen": 1, "headline": "Bea's", "picked": ""}

    response = client.post(url(page, "section", hero["id"]), data, **HTMX)

    assert (
        "Others changed meanwhile, and it is kept: Story: Eve&#x27;s." in response.content.decode()
    )


def test_a_section_is_removed_and_brought_back(client, page):
    row = section_of(page, "story")

    removed = client.post(url(page, "remove-section", row["id"]), **HTMX)
    assert "Undo" in removed.content.decode()
    back = client.post(url(page, "restore-section", row["id"]))

    assert back.status_code == 302
    assert section_of(page, "story")["values"] == row["values"]


def test_a_section_is_added_and_moved(client, page):
    client.post(url(page, "add-section"), {"kind": "text"})
    row = section_of(page, "text")
    moved = client.post(url(page, "move-section", row["id"]), {"to": "up"}, **HTMX)

    page.refresh_from_db()
    assert moved.status_code == 204
    assert page.draft["sections"][-2]["id"] == row["id"]
    assert client.post(url(page, "add-section"), {"kind": "iframe"}).status_code == 404


def test_the_preview_is_framed_by_the_editor_alone(client, page):
    response = client.get(url(page, "preview"))

    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "Tea from Boseong" in response.content.decode()
    assert client.get(url(page, "edit"))["X-Frame-Options"] == "DENY"


def test_publishing_and_scheduling(client, page):
    client.post(url(page, "publish"), {"when": "now", "seen": 1, "note": "First"})
    page.refresh_from_db()
    assert page.published.note == "First"

    later = timezone.localtime() + timedelta(days=2)
    data = {"when": "later", "publish_at": f"{later:%Y-%m-%dT%H:%M}", "seen": 1}
    client.post(url(page, "publish"), data)
    page.refresh_from_db()
    assert page.upcoming(timezone.now()).number == 2
    assert "Version 2 will be shown from" in client.get(url(page, "versions")).content.decode()

    client.post(url(page, "move", "unschedule"))
    page.refresh_from_db()
    assert page.scheduled is None
    assert page.phase(timezone.now()) == PagePhase.PUBLISHED


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"when": "later", "seen": 1}, 422, "Choose the time."),
        ({"when": "later", "publish_at": "2001-01-01T10:00", "seen": 1}, 422, "is over already"),
        ({"when": "now", "seen": 0}, 409, "Somebody changed the page meanwhile."),
        ({"when": "now"}, 422, "required"),
        ({"when": "now", "seen": "9" * 30}, 422, "form"),
    ],
)
def test_publishing_refuses_with_a_sentence(client, page, data, status, sentence):
    response = client.post(url(page, "publish"), data)

    assert response.status_code == status
    assert sentence in response.content.decode()


def test_publishing_without_identity_names_the_fields(client, page):
    page.store.identity.delete()

    response = client.post(url(page, "publish"), {"when": "now", "seen": 1})

    assert response.status_code == 422
    assert "mail-order business number" in response.content.decode()


def test_a_store_that_sells_in_dollars_is_only_warned(client, store, noodles):
    store.currency = "USD"
    store.save(update_fields=["currency"])
    page = draft_page(store, [noodles])
    store.identity.delete()

    assert "Missing:" in client.get(url(page, "publish")).content.decode()
    assert client.post(url(page, "publish"), {"when": "now", "seen": 1}).status_code == 302


def test_an_earlier_version_is_looked_at_and_brought_back(client, store, bea):
    page = published_page(store)
    hero = section_of(page, "hero")
    save_section(page, hero["id"], {"headline": "Second"}, by=bea, seen=page.revision)
    client.post(url(page, "publish"), {"when": "now", "seen": page.revision})

    first = client.get(url(page, "preview"), {"version": 1}).content.decode()
    assert "Tea from Boseong" in first
    assert "Changed: Opening: Second" in client.get(url(page, "versions")).content.decode()
    client.post(url(page, "restore-version", 1))
    assert section_of(page, "hero")["values"]["headline"] == "Tea from Boseong"
    client.post(url(page, "restore-former"))
    assert section_of(page, "hero")["values"]["headline"] == "Second"


def test_a_page_is_duplicated_as_a_draft(client, store, noodles):
    page = published_page(store, [noodles])

    client.post(url(page, "duplicate"))

    copy = Page.objects.exclude(pk=page.pk).get()
    assert copy.status == "draft"
    assert copy.slug != page.slug
    assert [row["values"] for row in copy.draft["sections"]] == [
        row["values"] for row in page.draft["sections"]
    ]
    assert copy.variants.get().product == noodles


def test_pause_and_archive_ask_first(client, store):
    page = published_page(store)

    assert "no longer find" in client.get(url(page, "move", "pause")).content.decode()
    client.post(url(page, "move", "pause"))
    page.refresh_from_db()
    assert page.status == "paused"


def test_only_members_who_edit_the_menu_come_in(page, dan, store):
    staff = MemberFactory(store=store, role="staff").user
    staff.refresh_from_db()
    for user, status in ((dan, 403), (staff, 403)):
        client = Client()
        client.force_login(user)
        assert client.get(url(page, "edit")).status_code == status


def test_pages_of_other_stores_are_not_found(client, page):
    foreign = draft_page(ProductFactory().section.store)

    assert (
        client.get(reverse("landing:edit", args=[page.store.slug, foreign.slug])).status_code == 404
    )
