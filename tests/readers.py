"""Browsers that visit all pages of the test world, by role; their changes are rolled back."""

import logging
from contextlib import contextmanager
from copy import copy
from functools import cached_property

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve

from config import urls
from tests.page_forms import forms_of
from tests.showed import Showed
from tests.site_map import routes

ROUTES = list(routes())
SHOWED = Showed()
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
def unlogged():
    """Without a line for each refusal or error of thousands of requests."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


class Reader(Client):
    """A browser signed in as `person`, or as nobody."""

    def __init__(self, person, world, **options):
        super().__init__(**options)
        self.person, self.world = person, world
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

    def status_of_view(self, method, url, data=None):
        """The status without the middleware, of a view that refuses its user before it needs more."""
        request = getattr(RequestFactory(), method)(url, data)
        request.user = self.person
        view, args, kwargs = resolve(request.path_info)
        try:
            return view(request, *args, **kwargs).status_code
        except PermissionDenied:
            return 403
        except Http404:
            return 404

    def may_use(self, route):
        """Whether the view's access allows this reader; it checks that before anything else."""
        access = route.access
        return access.public or bool(self.person and access.allows(self.person))

    @cached_property
    def pages(self):
        """The URL and the HTML of the first page of each route that this reader can see, by name."""
        shown = {route.name: self._first_page(route) for route in ROUTES if self.may_use(route)}
        return {name: page for name, page in shown.items() if page}

    def url_of(self, route):
        """The URL of a page of the route that this reader can see, or else any URL of it."""
        shown = self.pages.get(route.name)
        return shown[0] if shown else next(route.urls(self.world.fillings))

    def _first_page(self, route):
        urls = list(route.urls(self.world.fillings)) if route.takes("get") else []
        key = f"{self.person} {route.name}"
        known = SHOWED.turns(key)
        for turn in range(len(urls)) if known is None else known:
            if html := self._page_at(urls[turn]):
                SHOWED.add(key, [turn])
                return urls[turn], html
        assert not known, f"{route.name} showed to {self.person} in another world"
        SHOWED.add(key, [])
        return None

    def _page_at(self, url):
        with self.trying(), bare_error_pages():
            response = self.get(url)
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        return response.content.decode() if is_page else None

    @cached_property
    def forms(self):
        """Every different form on those pages."""
        forms = {}
        for route_name, (url, html) in self.pages.items():
            for form in forms_of(url, html):
                name = route_name if form.action.startswith("/shop/") else form.action
                forms.setdefault((name, *form.key[1:]), form)
        return list(forms.values())
