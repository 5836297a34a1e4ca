"""The URL patterns of the site: who may use each view, and the URLs that it has for given parameters."""

import itertools
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, get_resolver, reverse
from django.views import View

from core.access import Access
from core.lifecycle.views import MoveView
from core.pages import Page

# Views of other packages, with access checks of their own: the admin checks is_staff. And the home page,
# which is one of the others.
NOT_LISTED = ("admin:", "health", "home")
OUR_APPS = (
    *("accounts", "stores", "orders", "payments", "delivery", "notifications"),
    *("coupons", "shipping", "affiliates", "landing", "ticketing", "billing"),
)
NONSENSE = "nonsense"


@dataclass(frozen=True)
class Route:
    name: str
    view: object
    gaps: tuple[str, ...]

    @property
    def app(self):
        """The namespace of its URLs, which is the app's label, too."""
        return self.name.split(":")[0]

    @property
    def view_class(self):
        return getattr(self.view, "view_class", None)

    @property
    def access(self):
        """The Access that the view declares, or None."""
        declared = getattr(self.view_class, "access", None)
        initial = getattr(self.view, "view_initkwargs", {})
        access = initial.get("access", declared)
        return access if isinstance(access, Access) else None

    @property
    def refuses_alike(self):
        """Whether nothing of the view runs before its access is checked: then no URL can change a refusal."""
        parts = (self.view_class.dispatch, self.view_class.setup, type(self.access).refuse)
        is_decorated = hasattr(self.view, "__wrapped__")
        return parts == (Page.dispatch, View.setup, Access.refuse) and not is_decorated

    @property
    def finds_row_first(self):
        """Whether it begins as MoveView does: by `row_and_actor`."""
        methods = [getattr(self.view_class, method, None) for method in ("get", "post")]
        return methods == [MoveView.get, MoveView.post]

    def takes(self, method):
        return hasattr(self.view_class, method)

    def urls(self, fillings):
        """The URL for each combination of parameters; only one with each verb or value of other apps.

        These are unknown to the view, as "nonsense" and rows of the app's own strangers are: those come with
        every other parameter.
        """
        for values in self._combinations(fillings):
            yield reverse(self.name, kwargs=values)

    def _combinations(self, fillings):
        known, tried = set(), set()
        if "verb" in self.gaps:
            known = {*verbs_of(self.app), NONSENSE}
        for values in itertools.product(*(fillings[gap] for gap in self.gaps)):
            combination = dict(zip(self.gaps, values, strict=True))
            foreign = {each for each in values if self.app not in getattr(each, "apps", [self.app])}
            foreign |= {verb for verb in [combination.get("verb")] if verb and verb not in known}
            if not foreign & tried:
                tried |= foreign
                yield combination


class ValueOf(str):
    """A number, key or slug that only views of these apps take."""

    def __new__(cls, apps, value):
        known = super().__new__(cls, value)
        known.apps = apps
        return known


def values_of(apps, values):
    return [ValueOf(apps, value) for value in values]


def routes(patterns=None, space="", gaps=()):
    """Every view of this project, named or not, in the order of the URL patterns."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        inner = (*gaps, *each.pattern.regex.groupindex)
        if isinstance(each, URLPattern):
            route = Route(f"{space}{each.name}", each.callback, inner)
            if not route.name.startswith(NOT_LISTED):
                yield route
        else:
            deeper = f"{space}{each.namespace}:" if each.namespace else space
            yield from routes(each.url_patterns, deeper, inner)


def verbs_of(*apps):
    """The verbs of the lifecycles of these apps."""
    moves = [getattr(model, "MOVES", {}) for model in our_models() if model._meta.app_label in apps]
    verbs = [verb for each in moves for verb in each]
    assert verbs, f"no lifecycle in {apps}"
    return verbs


def our_models():
    ours = [model for model in apps.get_models() if not model._meta.auto_created]
    return [model for model in ours if model._meta.app_label in OUR_APPS]
