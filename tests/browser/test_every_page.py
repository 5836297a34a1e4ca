"""Every page on a phone, in both languages: axe-core finds nothing serious, and nothing sticks out."""

import pytest
from django.test import Client

from tests.browsing import PHONE, look_over
from tests.core import failing_urls
from tests.site_map import make_world, routes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pages_of(user, world):
    """The URL of one page of each route that shows to the user (None: a visitor), by route name."""
    client = Client()
    if user:
        client.force_login(user)
    return {route.name: url for route in routes() if (url := first_shown(client, route, world))}


def first_shown(client, route, world):
    for url in route.urls(world.fillings) if route.takes("get") else ():
        response = client.get(url)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            return url
    return None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_page_is_accessible_and_fits_a_phone(browse, ann, bea, language, settings):
    world = make_world(ann, bea, settings)
    looked_over = {"stores:home", "orders:carts"}  # which everybody sees in a way of their own

    for user in (ann, bea, world.cy, None):
        page, pages = browse(language, PHONE, user), pages_of(user, world)
        for name in {"stores:home", "orders:carts", *(pages.keys() - looked_over)}:
            page.goto(pages[name])
            look_over(page)
        looked_over |= pages.keys()

    assert len(looked_over) > 45


@pytest.mark.urls(failing_urls.__name__)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_error_pages_are_accessible_and_fit_a_phone(browse, troubles, language):
    page = browse(language, PHONE)

    for path in ("/nowhere/", "/%00", "/fails/403/", "/fails/429/"):
        page.goto(path)
        look_over(page)

    troubles.clear()  # the browser tells of each failed request
