"""The links of the header and the footer, as config/navigation.py registers them."""

import re

import pytest

from core.navigation import NavigationEntry

RAFFLE = NavigationEntry(
    "raffle", "accounts:addresses", "Raffle", lambda user: user.is_authenticated, "heart"
)


def tab_of(page, code):
    found = re.search(rf'<a class="tab[^>]*data-nav-item="{code}".*?</a>', page.text, re.S)
    return found and found[0]


@pytest.fixture
def with_raffle(navigate_with):
    navigate_with(RAFFLE, "tabs")
    navigate_with(RAFFLE, "footer")


def test_an_app_adds_its_own_links(client, ann, with_raffle):
    client.force_login(ann)

    page = client.get("/me/")

    assert 'href="/me/addresses/"' in tab_of(page, "raffle")
    assert "#heart" in tab_of(page, "raffle")
    assert '<p><a href="/me/addresses/">Raffle</a></p>' in page.text


def test_a_link_is_shown_only_to_its_users(client, db, with_raffle):
    assert "Raffle" not in client.get("/accounts/login/").text


def test_after_that_test_the_links_are_those_of_the_site(client, ann):
    client.force_login(ann)

    assert "Raffle" not in client.get("/me/").text


def test_the_tab_of_a_page_is_marked_without_javascript(client, ann):
    client.force_login(ann)

    page = client.get("/orders/")

    assert 'aria-current="page"' in tab_of(page, "orders")
    assert page.text.count('aria-current="page"') == 1


@pytest.mark.parametrize("url", ["/me/", "/nowhere/"])
def test_a_page_without_a_tab_marks_none(client, ann, url):
    client.force_login(ann)

    assert 'aria-current="page"' not in client.get(url).text


def test_demo_mails_are_linked_only_where_they_are_shown(client, db, settings):
    assert "demo-mails" not in client.get("/").text

    settings.DEBUG = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    assert 'href="/inbox/demo-mails/"' in client.get("/").text
