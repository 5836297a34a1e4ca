"""Cache-Control of all responses: those for a single user are never stored."""

import itertools

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from core.middleware import SECRET_PARTS, CacheMiddleware
from stores.models import Product
from tests.readers import ROUTES, Reader
from tests.view_answers import answer_to, request_of

ROLES = ["ann", "bea", "cy"]
PUBLIC = {"media", "ticketing:geometry"}
WAYS = (("get", {}), ("get", {"hx-request": "true"}), ("post", {}))


def directives(response):
    return {part.strip() for part in response["Cache-Control"].split(",")}


def ask_everything(reader, routes=ROUTES):
    """Request each view by each method, as a page and as a fragment; includes refusals and errors.

    By a second URL where it is looked at: neither of a closed view nor by a method that it does not take.
    A browser gets the first page; the others are of the view within the middleware that sets the header.
    """
    reader.raise_request_exception = False
    for route in routes:
        urls = [*itertools.islice(route.urls(reader.world.fillings), 2)]
        ask = ask_site
        for method, headers in WAYS:
            most = 2 if route.takes(method) and reader.may_use(route) else 1
            for url in urls[:most]:
                with reader.trying():
                    yield route, url, ask(reader, method, url, headers)
                ask = ask_view


def ask_site(reader, method, url, headers):
    return getattr(reader, method)(url, headers=headers)


def ask_view(reader, method, url, headers):
    """Or the whole site, if the view fails without it."""
    request = request_of(reader.person, method, url, headers=headers)
    request.COOKIES = {name: cookie.value for name, cookie in reader.cookies.items()}
    try:
        with transaction.atomic():
            response = CacheMiddleware(answer_to)(request)
            return response.render() if hasattr(response, "render") else response
    except Exception:
        return ask_site(reader, method, url, headers)


@pytest.mark.usefixtures("unrendered", "bare_error_pages")
@pytest.mark.parametrize("role", ROLES)
def test_no_response_to_a_signed_in_user_is_stored(world, role):
    reader = Reader(getattr(world, role), world)
    statuses = set()

    for route, url, response in ask_everything(reader):
        if route.name not in PUBLIC:
            assert {"private", "no-store"} <= directives(response), url
            statuses.add(response.status_code)

    assert {200, 302, 403, 404} <= statuses


@pytest.mark.usefixtures("bare_error_pages")
def test_no_response_at_a_secret_url_is_stored(world):
    secret = [route for route in ROUTES if SECRET_PARTS & set(route.gaps)]
    shown = 0

    for _route, url, response in ask_everything(Reader(None, world), secret):
        assert {"private", "no-store"} <= directives(response), url
        shown += response.status_code == 200 and world.guest_order.name in response.content.decode()

    assert shown > 1


@pytest.mark.usefixtures("unrendered", "bare_error_pages")
def test_no_shared_cache_stores_responses_to_visitors(world):
    for route, url, response in ask_everything(Reader(None, world)):
        if route.name not in PUBLIC:
            assert "private" in directives(response), url


@pytest.mark.parametrize("page", ["/", "/stores/naengmyeon/", "/accounts/password/reset/"])
def test_a_public_page_may_be_stored_by_the_browser(world, page):
    assert directives(Client().get(page)) == {"private"}


def test_the_cart_of_a_visitor_is_not_stored(world, client):
    added = client.post(f"/cart/add/{Product.objects.first().pk}/")

    assert {"private", "no-store"} == directives(added)
    assert {"private", "no-store"} == directives(client.get("/cart/"))


@pytest.mark.parametrize("page", ["", "accounts/user/", "accounts/user/0/change/"])
def test_no_page_of_the_admin_is_stored(admin_client, page):
    assert {"private", "no-store"} <= directives(admin_client.get(f"/admin/{page}"))


@pytest.mark.parametrize(
    "path", ["/%00", "/nowhere/", "/admin/accounts/user/999/change/", "/orders/K7/", "/shop/"]
)
def test_error_pages_are_not_stored(world, path):
    reader = Reader(world.ann, world)

    assert {"private", "no-store"} <= directives(reader.get(path))


def test_photos_are_public_for_signed_in_users(world):
    default_storage.save("store/0123456789abcdef01234567.webp", ContentFile(b"RIFF"))

    response = Reader(world.ann, world).get("/media/store/0123456789abcdef01234567.webp")

    assert directives(response) == {"public", "max-age=31536000", "immutable"}
