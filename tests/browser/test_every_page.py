"""Every page on a phone, in both languages: axe-core finds nothing serious, and nothing sticks out."""

import pytest

from tests.browsing import PHONE, inject_axe, look_over
from tests.core import failing_urls
from tests.readers import Reader

pytestmark = pytest.mark.browser
# Into how many tests the pages of each role are split.
PARTS = {"customer": 3, "owner": 4, "rider": 1, "visitor": 1}
ROLES = list(PARTS)
EVERYBODYS = {"stores:home", "orders:carts"}  # which differ for each role

# A text field's width of scrolling is that of its value, not of its placeholder.
CUT_PLACEHOLDERS = """[...document.querySelectorAll("input:placeholder-shown")].filter((field) => {
  field.value = field.placeholder;
  const isCut = field.scrollWidth > field.clientWidth;
  field.value = "";
  return isCut;
}).map((field) => field.placeholder)"""


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
            reader.url_of(route)
            for route in reader.usable
            if route.name not in seen - EVERYBODYS and is_whole(reader.shown.get(route.name))
        ]
        seen |= reader.shown.keys()
    assert len(seen) > 45
    return pages


def is_whole(page):
    """Not a part that scripts fetch."""
    return page is not None and page.is_whole


def answer_others(page):
    """Respond with nothing for providers, and for photos whose rows have no files here.

    page.route would intercept all requests, and switch off the cache: each page loads all static files again.
    """
    session = page.context.new_cdp_session(page)

    def answer(event):
        session.send("Fetch.fulfillRequest", {"requestId": event["requestId"], "responseCode": 200})

    session.on("Fetch.requestPaused", answer)
    patterns = [{"urlPattern": "https://*"}, {"urlPattern": "*/media/pagephoto/*"}]
    session.send("Fetch.enable", {"patterns": patterns})


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    ("role", "part"), [(role, part) for role in ROLES for part in range(PARTS[role])]
)
def test_every_page_is_accessible_and_fits_a_phone(browse, readers, pages, language, role, part):
    page = browse(language, PHONE, readers[role].person)
    answer_others(page)
    inject_axe(page)

    for url in pages[role][part :: PARTS[role]]:
        page.goto(url)
        look_over(page, has_axe=True)
        assert page.evaluate(CUT_PLACEHOLDERS) == [], url


@pytest.mark.urls(failing_urls.__name__)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_error_pages_are_accessible_and_fit_a_phone(browse, troubles, language):
    page = browse(language, PHONE)
    inject_axe(page)

    for path in ("/nowhere/", "/%00", "/fails/403/", "/fails/429/"):
        page.goto(path)
        look_over(page, has_axe=True)

    troubles.clear()  # the browser reports each failed request
