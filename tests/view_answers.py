"""What the URLs of a view answer to a user: most are asked of the view alone, without the middleware.

Refusing is up to the view. What the middleware adds depends on no row, and takes longer than the refusal.
"""

from copy import copy
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseForbidden, HttpResponseNotFound
from django.test import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

FORM = "application/x-www-form-urlencoded"
REFUSALS = (403, 404)


def answers(reader, route, method, urls, data=None):
    """Each URL with its response: the first as a browser gets it, the others of the view alone."""
    first, *others = urls
    yield first, getattr(reader, method)(first, data)
    for url in others:
        if reader.may_find(route, url):
            yield url, answer_of_view(reader.person, method, url, data)


def is_let_in(reader, route, method, urls, data=None):
    """Whether a browser gets neither 403 nor 404 at one of the URLs; not asked where the view refuses."""
    first, *others = urls
    return _gets(reader, method, first, data) or any(
        reader.may_find(route, url)
        and not _is_refused(reader, method, url, data)
        and _gets(reader, method, url, data)
        for url in others
    )


def _gets(reader, method, url, data):
    with reader.trying():
        return getattr(reader, method)(url, data).status_code not in REFUSALS


def _is_refused(reader, method, url, data):
    with reader.trying():
        return answer_of_view(reader.person, method, url, data).status_code in REFUSALS


def answer_of_view(person, method, url, data=None):
    return answer_to(request_of(person, method, url, data))


def answer_to(request):
    """Of a view that refuses its user before it needs more than `request_of` has."""
    request.resolver_match = view, args, kwargs = resolve(request.path_info)
    try:
        return view(request, *args, **kwargs)
    except PermissionDenied:
        return HttpResponseForbidden()
    except Http404:
        return HttpResponseNotFound()


def may_find_row(person, url):
    """Not if the view of a move answers 404 to the user before it can know the verb: it gets none here."""
    request = request_of(person, "get", url)
    match = resolve(request.path_info)
    view = match.func.view_class(**match.func.view_initkwargs)
    view.setup(request, **{gap: match.kwargs[gap] for gap in match.kwargs if gap != "verb"})
    try:
        view.row_and_actor()
    except Http404:
        return False
    except (KeyError, PermissionDenied):  # it does ask for the verb, or refuses in another way
        return True
    return True


def request_of(person, method, url, data=None, headers=None):
    """With what views expect of the middleware."""
    if method == "post":
        content = urlencode(data or {})
        request = RequestFactory().post(url, content, content_type=FORM, headers=headers)
    else:
        request = RequestFactory().get(url, data, headers=headers)
    request._dont_enforce_csrf_checks = True  # as those of a test client
    request.user = copy(person) or AnonymousUser()
    request.session, request.htmx = SessionStore(), HtmxDetails(request)
    request._messages = default_storage(request)
    return request
