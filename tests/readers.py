"""Browsers that visit all pages of the test world, by role; their changes are rolled back."""

import itertools
import logging
from contextlib import contextmanager, suppress
from copy import copy
from functools import cached_property

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client, override_settings
from django.urls import resolve

from config import urls
from core import limits
from tests.effects import is_change
from tests.page_forms import forms_of, kind_of
from tests.routes import routes
from tests.showed import Showed, ShownPage
from tests.view_answers import answer_of_view, may_find_row

ROUTES = list(routes())
ROUTES_BY_NAME = {route.name: route for route in reversed(ROUTES)}
SHOWED = Showed()
FIRST = ShownPage(0, is_whole=True)
REFUSALS = (403, 404, 405)
# A session in its cookie: reading one from the database takes a tenth of the time of these requests.
IN_COOKIES = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")


@contextmanager
def undone():
    """Roll back all changes of the database within the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def bare_page(status):
    return lambda request, exception: HttpResponse(status=status)


@contextmanager
def bare_error_pages():
    """403 and 404 without the page around them or a line of log, which take longer than the refusal."""
    with pytest.MonkeyPatch.context() as patch, unlogged():
        for status in (403, 404):
            patch.setattr(urls, f"handler{status}", bare_page(status), raising=False)
        yield


@contextmanager
def unrendered():
    """For tests of headers, which no template sets: templates render to nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda template, context=None, request=None: "")
        yield


@contextmanager
def unlogged():
    """Without a line for each refusal or error of thousands of requests."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def is_page(response):
    return response.status_code == 200 and response["Content-Type"].startswith("text/html")


class EmptySelects:
    """Executes a SELECT that found no row only once, until a view changes rows.

    Most URLs of a search name rows that the reader cannot see, each of them in many URLs.
    """

    def __init__(self):
        self._empty, self._are_rows_changed = set(), False

    @contextmanager
    def remembered(self):
        """For one view, whose changes are rolled back."""
        self._are_rows_changed = False
        with connection.execute_wrapper(self):
            yield

    def __call__(self, execute, sql, params, many, context):
        self._are_rows_changed |= is_change(sql)
        if self._are_rows_changed:
            return execute(sql, params, many, context)
        asked = (sql, repr(params))
        if asked in self._empty:
            return execute("SELECT WHERE false", (), False, context)
        result = execute(sql, params, many, context)
        if sql.startswith("SELECT") and context["cursor"].rowcount == 0:
            self._empty.add(asked)
        return result


class Reader(Client):
    """A browser signed in as `person`, or as nobody."""

    def __init__(self, person, world, **options):
        super().__init__(**options)
        self.person, self.world = person, world
        self.empty_selects, self.checked = EmptySelects(), set()
        self._rows, self._forms = {}, {}
        with IN_COOKIES:
            self.handler.load_middleware()
            if person:
                self.force_login(person)

    @contextmanager
    def trying(self):
        """Roll back all changes within the block, and restore the cookies."""
        cookies = copy(self.cookies)
        with undone():
            yield
        self.cookies = cookies

    def refuses(self, method, url):
        """Whether the view itself answers 403, 404 or 405, which the middleware only takes longer for."""
        return self.status_alone(method, url) in REFUSALS

    def status_alone(self, method, url):
        """None where it is unknown: the view fails, perhaps without what only the middleware adds."""
        with self.trying(), self.empty_selects.remembered():
            try:
                return answer_of_view(self.person, method, url).status_code
            except Exception:
                return None

    def may_find(self, route, url):
        """Not where the view of a move answers 404 for the row of the URL, whatever the verb."""
        if not (route.finds_row_first and self.may_use(route)):
            return True
        kwargs = resolve(url).kwargs
        row = (route.name, *(value for gap, value in kwargs.items() if gap != "verb"))
        if row not in self._rows:
            self._rows[row] = may_find_row(self.person, url)
        return self._rows[row]

    def may_use(self, route):
        """Whether the view's access allows this reader; it checks that before anything else."""
        access = route.access
        return access.public or bool(self.person and access.allows(self.person))

    @cached_property
    def shown(self):
        """What is known of the first of a route's URLs that shows this reader a page, by the route's name."""
        with SHOWED.searched_by_one(self.person), limits.remembered():
            found = {route.name: self._find_page(route) for route in self.usable}
        return {name: page for name, page in found.items() if page}

    @property
    def usable(self):
        return [route for route in ROUTES if self.may_use(route)]

    def url_of(self, route):
        """The URL of a page of the route that this reader can see, or else any URL of it."""
        urls = route.urls(self.world.fillings)
        return next(itertools.islice(urls, self.shown.get(route.name, FIRST).number, None))

    def _find_page(self, route):
        key = f"{self.person} {route.name}"
        if not SHOWED.knows(key):
            SHOWED.add(key, self._search(route))
        return SHOWED.page(key)

    def _search(self, route):
        urls = route.urls(self.world.fillings) if route.takes("get") else ()
        for number, url in enumerate(urls):
            if not self.may_find(route, url):
                continue
            response = self._look_at(url)
            if is_page(response):
                forms = map(kind_of, forms_of(url, response.content.decode()))
                return ShownPage(number, b"<title" in response.content, tuple(forms))
            if response.status_code == 200:  # a file, as of each row
                return None
        return None

    def _look_at(self, url):
        """The response of the view alone, if that does not fail without the middleware."""
        with self.trying(), self.empty_selects.remembered(), suppress(Exception):
            response = answer_of_view(self.person, "get", url)
            return response.render() if hasattr(response, "render") else response
        return self._get(url)

    def _get(self, url):
        with self.trying(), bare_error_pages():
            return self.get(url)

    @cached_property
    def form_places(self):
        """Each kind of form on those pages, with the route of the first one and its number there."""
        places = {}
        for name, page in self.shown.items():
            for number, kind in enumerate(page.forms):
                places.setdefault(kind, (name, number))
        return places

    def form(self, kind):
        """The first form of that kind, of a page that is only now asked for."""
        name, number = self.form_places[kind]
        if name not in self._forms:
            self._forms[name] = self._forms_of(ROUTES_BY_NAME[name])
        return self._forms[name][number]

    def _forms_of(self, route):
        url = self.url_of(route)
        response = self._get(url)
        assert is_page(response), f"{route.name} showed to {self.person} in another world"
        forms = forms_of(url, response.content.decode())
        assert tuple(map(kind_of, forms)) == tuple(self.shown[route.name].forms), route.name
        return forms
