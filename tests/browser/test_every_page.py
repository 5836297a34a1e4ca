"""Every page on a phone, in both languages: axe-core finds nothing serious, and nothing sticks out."""

import re

import pytest

from tests.browsing import PHONE, look_over
from tests.core import failing_urls
from tests.readers import Reader

pytestmark = pytest.mark.browser
ROLES = ["customer", "owner", "rider", "visitor"]
EVERYBODYS = {"stores:home", "orders:carts"}  # which differ for each role


@pytest.fixture(scope="module")
def readers(shown_world):
    """The browsers that open the pages, by role."""
    people = (shown_world.ann, shown_world.bea, shown_world.cy, None)
    return {role: Reader(person, shown_world) for role, person in zip(ROLES, people, strict=True)}


@pytest.fixture(scope="module")
def pages(readers):
    """The URL of one page of each route, by the first role that can see it."""
    seen, pages = set(), {}
    for role, reader in readers.items():
        pages[role] = [
            url
            for name, (url, html) in reader.pages.items()
            if name not in seen - EVERYBODYS and "<title" in html  # not parts that scripts fetch
        ]
        seen |= reader.pages.keys()
    assert len(seen) > 45
    return pages


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_page_is_accessible_and_fits_a_phone(browse, readers, pages, language, role):
    page = browse(language, PHONE, readers[role].person)
    # Of providers, and photos whose rows have no files here.
    page.route(re.compile("^https:|/media/pagephoto/"), lambda route: route.fulfill(body=""))

    for url in pages[role]:
        page.goto(url)
        look_over(page)


@pytest.mark.urls(failing_urls.__name__)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_error_pages_are_accessible_and_fit_a_phone(browse, troubles, language):
    page = browse(language, PHONE)

    for path in ("/nowhere/", "/%00", "/fails/403/", "/fails/429/"):
        page.goto(path)
        look_over(page)

    troubles.clear()  # the browser reports each failed request
