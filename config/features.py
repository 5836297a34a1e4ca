"""The parts of a site that FEATURES switches on, and what belongs to each; and what HOME may show at `/`.

What a switched-off part owns has no URL, no link, no panel, no schedule and no admin; the schedules of
config.schedules.ALWAYS_ON remain. So do its tables, and the reactions that treat its rows as data: it can
be switched on again.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Feature:
    """All of `apps`, and single `pages` of apps that other features need, by URL name."""

    apps: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


FEATURES = {
    "food": Feature(
        apps=("delivery",),
        pages=(
            *("stores:home", "stores:store", "stores:follow", "stores:followed"),
            *("orders:carts", "orders:add", "orders:line", "orders:store-cart", "orders:again"),
            "checkout:checkout",
            "recommendations:open",
        ),
    ),
    "coupons": Feature(apps=("coupons",)),
    "products": Feature(apps=("shipping", "landing", "affiliates")),
    "tickets": Feature(apps=("ticketing",)),
    "billing": Feature(apps=("billing",)),
}


@dataclass(frozen=True, slots=True)
class HomePage:
    """A view, by its import path; with `argument`, HOME is `code:value`: the view gets it by that name."""

    view: str
    feature: str = ""  # that must be switched on
    argument: str = ""


HOME_PAGES = {
    "stores": HomePage("stores.views.customer.Home", "food"),
    "events": HomePage("ticketing.views.customer_events.EventList", "tickets"),
    "page": HomePage("landing.views.public.PageView", "products", argument="page"),
    "start": HomePage("accounts.views.profile.Start"),
}


def is_on(app: str, page: str = "") -> bool:
    """Whether an app, and its `page` by URL name, belong to a feature of this site or to none."""
    off = [each for name, each in FEATURES.items() if name not in settings.FEATURES]
    return not any(app in each.apps or page in each.pages for each in off)


def only_on(rows: Iterable[Row], owner: Callable[[Row], Any] = lambda row: row) -> list[Row]:
    """The rows of a wiring page that belong to this site, by the app that defines `owner(row)`."""
    return [row for row in rows if is_on(app_of(owner(row)))]


def app_of(definition: Any) -> str:
    """The app of a function or class."""
    return str(definition.__module__).partition(".")[0]


def is_page_on(url_name: str) -> bool:
    """`url_name` with its namespace, which is its app's name."""
    return is_on(url_name.partition(":")[0], url_name)


def remove_admin() -> None:
    """Hide the tables of switched-off apps from the admin."""
    from django.contrib import admin

    for model in list(admin.site._registry):
        if not is_on(model._meta.app_label):
            admin.site.unregister(model)


def home_page(home: str, features: Collection[str]) -> tuple[str, dict[str, str]]:
    """The view that HOME names, with its keyword arguments; raises ImproperlyConfigured for others."""
    pages = {
        code: page
        for code, page in HOME_PAGES.items()
        if not page.feature or page.feature in features
    }
    code, colon, value = home.partition(":")
    if code not in pages or {bool(colon), bool(value)} != {bool(pages[code].argument)}:
        choices = [
            f"{code}:<{page.argument}>" if page.argument else code for code, page in pages.items()
        ]
        raise ImproperlyConfigured(
            f"HOME_PAGE must be one of: {', '.join(choices)} (FEATURES is {','.join(features) or 'empty'})."
        )
    argument = pages[code].argument
    return pages[code].view, {argument: value} if argument else {}
