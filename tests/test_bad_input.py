"""Invalid input in every field of every form on every page: a clear 4xx, never a 500."""

import itertools
from collections import defaultdict
from operator import attrgetter
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import limits
from tests.any_text import CHARACTERS
from tests.bad_photos import BAD_PHOTOS, SCRIPT
from tests.effects import effects_of, recorded_changes
from tests.page_forms import PageForm, fields_of, takes_files
from tests.read_input import is_read, recorded_reads
from tests.readers import ROUTES, Reader

NASTY = [
    "",
    SCRIPT,
    f"\"'>{SCRIPT}",
    "'; DROP TABLE orders_order; --",
    "-1",
    "9" * 40,
    "1e400",
    "NaN",
    "-0.000000001",
    "김밥 🍙 \u202eשלום\u202c",
    "\x00",
    "\ud83c".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "x" * 20_000,
    "../../etc/passwd",
    "{{ 7|add:7 }} %(x)s %s",
    "2026-13-45T99:99",
    "[]",
]
NASTY_IN_URLS = ["9" * 19, "9" * 5000, "0", "%00", "'", "%F0%9F%8D%99", "%FF", "..."]
QUERIES = [
    *("q", "page", "category", "status", "sort", "next", "role", "store", "from", "to"),
    *("lat", "since", "until", "days", "currency", "seen", "subscribed"),
]
ROLES = ["customer", "owner", "rider", "guest"]
PARTS = 4  # of the test that takes longest, for several processes


@pytest.fixture(scope="module")
def readers(standing_world):
    """A browser of each role, which returns a 500 as a response instead of raising."""
    world = standing_world
    people = dict(zip(ROLES, (world.ann, world.bea, world.cy, None), strict=True))
    return {
        role: Reader(person, world, raise_request_exception=False)
        for role, person in people.items()
    }


@pytest.fixture(autouse=True)
def _limits_are_read_once():
    """By views alone: the middleware does so for each request."""
    with limits.remembered():
        yield


@pytest.fixture
def browser(readers, world, request):
    return readers[request.param]


@pytest.fixture
def recorded():
    """For tests that send one bad value after another, until their view reads none of them."""
    with recorded_reads():
        yield


@pytest.fixture(scope="module")
def sharers(readers):
    """The browsers of signed-in users that see a field, by field: the same code reads what they send."""
    found = defaultdict(list)
    for browser in filter(attrgetter("person"), readers.values()):
        for field in set(itertools.chain.from_iterable(map(fields_of, browser.form_places))):
            found[field].append(browser)
    return found


def bad_values(turn, most=4):
    return itertools.islice(itertools.cycle(NASTY), turn, turn + most)


def bad_values_of(field, browser, sharers):
    """Four; two others from each user if several see the field."""
    same = sharers[field] if browser.person else [browser]
    most = 2 if len(same) > 1 else 4
    return bad_values(sum("".join(field).encode()) + most * same.index(browser), most)


def refuse_trouble(response, sent):
    page = response.getvalue().decode(errors="replace")
    assert response.status_code < 500, sent
    assert SCRIPT not in page, sent


def send(client, form, **changed):
    """Post the form with some fields changed, and check the resulting page; returns the first response.

    The page after a redirect is checked once for the same effects: most invalid fields have none, or one.
    """
    with client.trying():
        with recorded_changes() as changes:
            response = client.post(form.action, {**form.fields, **changed})
        refuse_trouble(response, (form.action, changed))
        if is_redirect(response):
            effects = effects_of(response, changes)
            if effects not in client.checked:
                page = client.get(response["Location"], follow=True)
                refuse_trouble(page, (form.action, changed))
                client.checked.add(effects)
    return response


def is_redirect(response):
    """One that browsers follow with a GET, as they do each of this site's."""
    assert response.status_code not in (307, 308)
    return 300 < response.status_code < 304


def kinds_of_part(browser, part):
    """The forms of a share of the pages, so that each page is rendered for one part only."""
    pages = list(dict.fromkeys(name for name, _number in browser.form_places.values()))
    return [kind for kind, (name, _) in browser.form_places.items() if name in pages[part::PARTS]]


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_no_invalid_field_of_any_form_breaks_a_page(browser, part, sharers):
    kinds = kinds_of_part(browser, part)
    assert kinds

    for kind in kinds:
        form = browser.form(kind)
        for *view, name in fields_of(kind):
            if name in form.fields.keys() - {"csrfmiddlewaretoken"}:
                for nasty in bad_values_of((*view, name), browser, sharers):
                    if not is_read(send(browser, form, **{name: nasty}), [name]):
                        break


@pytest.mark.parametrize("nasty", NASTY)
def test_an_invalid_csrf_token_is_refused(world, nasty):
    """It is checked before any view; the browsers above do not check it."""
    browser = Reader(world.ann, world, enforce_csrf_checks=True, raise_request_exception=False)

    assert send(browser, PageForm("/me/"), csrfmiddlewaretoken=nasty).status_code in (400, 403)


@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_no_combination_of_invalid_input_breaks_a_page(browser):
    values = st.sampled_from(NASTY) | st.text(CHARACTERS, max_size=80) | st.integers().map(str)

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def throw(data):
        form = browser.form(data.draw(st.sampled_from(list(browser.form_places))))
        names = (
            data.draw(st.lists(st.sampled_from(sorted(form.fields)), unique=True))
            if form.fields
            else []
        )
        send(browser, form, **{name: data.draw(values) for name in names})

    throw()


@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_a_post_without_any_field_breaks_no_page(browser):
    for route in browser.usable:
        for url in itertools.islice(route.urls(browser.world.fillings), 12):
            if not browser.refuses("post", url):
                send(browser, PageForm(url))


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("browser", ROLES, indirect=True)
def test_no_invalid_query_breaks_a_page(browser):
    for turn, route in enumerate(ROUTES):
        if browser.may_use(route):
            url = browser.url_of(route)
            for nasty in bad_values(turn):
                asked = with_query(url, nasty)
                response = check(browser, "get", asked, route.name not in browser.shown)
                if response and not is_read(response, QUERIES):
                    break


@pytest.mark.usefixtures("bare_error_pages")
@pytest.mark.parametrize("browser", ROLES, indirect=True)
@pytest.mark.parametrize("nasty", NASTY_IN_URLS)
def test_no_invalid_url_parameter_breaks_a_page(browser, nasty):
    for route in browser.usable:
        for url in filter(leads_to_a_view, bent_urls(route, browser.world.fillings, nasty)):
            for method in ("get", "post"):
                check(browser, method, url)


@pytest.mark.parametrize("nasty", NASTY_IN_URLS)
def test_urls_without_a_view_are_404(readers, world, nasty):
    """Independent of the user: here nobody is signed in."""
    urls = {url for route in ROUTES for url in bent_urls(route, world.fillings, nasty)}

    for url in itertools.filterfalse(leads_to_a_view, urls):
        assert ask(readers["guest"], "get", url).status_code in (400, 404), url
        assert ask(readers["guest"], "post", url).status_code in (400, 404), url


@pytest.mark.usefixtures("bare_error_pages")
@pytest.mark.parametrize("browser", ROLES[1:], indirect=True)
def test_invalid_input_never_bypasses_access_checks(browser):
    closed = itertools.filterfalse(browser.may_use, ROUTES)

    for route, nasty, bent in zip(
        closed, itertools.cycle(NASTY), itertools.cycle(NASTY_IN_URLS), strict=False
    ):
        asked = with_query(browser.url_of(route), nasty)
        bent_ones = filter(leads_to_a_view, bent_urls(route, browser.world.fillings, bent))
        for url, method in itertools.product([asked, *bent_ones], ("get", "post")):
            status = None if url == asked else browser.status_alone(method, url)
            assert (status or ask(browser, method, url).status_code) in (302, 400, 403), url


def check(client, method, url, may_be_refused=True):
    """Of the view alone first: most refuse the URL or the method, and a refusal needs no middleware."""
    if may_be_refused and client.refuses(method, url):
        return None
    return ask(client, method, url)


def ask(client, method, url):
    with client.trying():
        response = getattr(client, method)(url)
    refuse_trouble(response, (method, url))
    return response


def with_query(url, nasty):
    return f"{url}?{urlencode(dict.fromkeys(QUERIES, nasty[:2000]))}"


def bent_urls(route, fillings, nasty):
    """One URL of the route for each of its parameters, with an invalid value for it."""
    for gap in route.gaps:
        value = fillings[gap][0]
        url = next(route.urls({**fillings, gap: [value]}))
        yield nasty.join(url.rsplit(str(value), 1))


def leads_to_a_view(url):
    try:
        return bool(resolve(RequestFactory().get(url).path_info))
    except Resolver404:
        return False


@pytest.mark.parametrize("browser", ["owner"], indirect=True)
def test_files_that_are_no_photos_are_refused(browser):
    forms = [browser.form(kind) for kind in filter(takes_files, browser.form_places)]
    assert forms

    for form, what in itertools.product(forms, BAD_PHOTOS):
        for name in form.files:
            photo = SimpleUploadedFile(f"{what}.jpg", BAD_PHOTOS[what], "image/jpeg")
            assert "is-invalid" in send(browser, form, **{name: photo}).content.decode(), what


def test_a_form_in_another_encoding_than_utf_8_is_refused(client, db, settings):
    for settings.DEBUG in (False, True):
        kind = "application/x-www-form-urlencoded; charset=utf-16"

        response = client.post("/accounts/login/", b"login=ann", content_type=kind)

        assert response.status_code == 400
