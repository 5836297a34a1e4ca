"""The links of the site at each place, in the order shown.

tabs: the row of the header, at the bottom of a phone. menu: the account menu. footer: of every page.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from config.features import is_on
from core.navigation import NavigationEntry as Entry
from notifications.demo_mails import are_shown
from stores.access import Right, rights_of

Reader = User | AnonymousUser

CART_COUNT = "_cart_count.html"
SIGN_UP = _("Sell or deliver with Jumun") if is_on("delivery") else _("Sell with Jumun")


def visitors(user: Reader) -> bool:
    return not user.is_authenticated


def members(user: Reader) -> bool:
    """Who works for a store, in any role."""
    return user.is_authenticated and bool(rights_of(user))


def owners(user: Reader) -> bool:
    """Who opens stores, and pays for them."""
    return user.is_authenticated and user.is_owner


def who_may(right: Right) -> Callable[[Reader], bool]:
    """Who has the right in any store."""
    return lambda user: user.is_authenticated and right in rights_of(user)


def riders(user: Reader) -> bool:
    """Without deliveries a rider is a customer as any other."""
    return user.is_authenticated and user.is_rider and is_on("delivery")


def workers(user: Reader) -> bool:
    """Members of stores and riders: their tabs are their work, what they need as customers is in the menu."""
    return members(user) or riders(user)


def shoppers(user: Reader) -> bool:
    return not workers(user)


def customers(user: Reader) -> bool:
    return user.is_authenticated and shoppers(user)


def staff(user: Reader) -> bool:
    return user.is_staff


def developers(user: Reader) -> bool:
    return are_shown()


BOARD, TAKINGS = who_may(Right.WORK_BOARD), who_may(Right.SEE_TAKINGS)
CHECK_IN, RUN_EVENTS = who_may(Right.CHECK_IN), who_may(Right.RUN_EVENTS)


def gate_staff(user: Reader) -> bool:
    """Who checks visitors in and does nothing else for a store: their work is a tab."""
    return CHECK_IN(user) and not RUN_EVENTS(user)


# fmt: off
NAVIGATION = {
    "tabs": [
        Entry("home",   "stores:home",      _("Home"),        shoppers,  "house", style="tab-home"),
        Entry("events", "ticketing:browse", _("Events"),      shoppers,  "calendar3"),
        Entry("coupons", "coupons:browse",  _("Coupons"),     shoppers,  "ticket-perforated"),
        Entry("board",  "orders:board",     _("Order board"), BOARD,     "kanban"),
        Entry("stores", "stores:mine",      _("My stores"),   members,   "shop"),
        Entry("sold",   "orders:sold",      pgettext_lazy("orders", "Sold"), TAKINGS, "receipt"),
        Entry("gates",  "ticketing:gates",  _("Check-in"),    gate_staff, "qr-code-scan"),
        Entry("rides",  "delivery:rides",   _("My rides"),    riders,    "bicycle"),
        Entry("areas",  "delivery:areas",   _("My areas"),    riders,    "geo-alt"),
        Entry("earned", "delivery:history", _("Earnings"),    riders,    "wallet2"),
        Entry("orders", "orders:list",      _("My orders"),   customers, "receipt"),
        Entry("cart",   "orders:carts",     _("Cart"),        shoppers,  "bag", badge=CART_COUNT),
        Entry("login",  "account_login",    _("Sign in"),     visitors,  "person"),
        Entry("signup", "account_signup",   _("Sign up"),     visitors,  "heart", style="tab-strong"),
    ],
    "menu": [
        Entry("home",      "stores:home",        _("Order something"), workers, "house"),
        Entry("cart",      "orders:carts",       _("Cart"),            workers, "bag", badge=CART_COUNT),
        Entry("orders",    "orders:list",        _("My orders"),       workers, "receipt"),
        Entry("all-events", "ticketing:browse",  _("Events"),          workers, "calendar3"),
        Entry("all-coupons", "coupons:browse",   _("Coupons"),         workers, "ticket-perforated"),
        Entry("coupons",   "coupons:mine",       _("My coupons"), icon="ticket-perforated"),
        Entry("tickets",   "ticketing:tickets",  _("My tickets"), icon="qr-code"),
        Entry("followed",  "stores:followed",    _("Stores I follow"), icon="heart"),
        Entry("partners",  "affiliates:mine",    _("Stores I promote"), icon="people"),
        Entry("addresses", "accounts:addresses", _("Addresses"), icon="geo-alt"),
        Entry("to-ship",   "shipping:to-ship",   _("To ship"),         BOARD,   "box-seam"),
        Entry("events",    "ticketing:events",   _("My events"),       RUN_EVENTS, "calendar3"),
        Entry("returns",   "shipping:returns",   _("Returns"),         BOARD,   "arrow-left"),
        Entry("check-in",  "ticketing:gates",    _("Check-in"),        RUN_EVENTS, "qr-code-scan"),
        Entry("billing",   "billing:overview",   _("Plan and bills"),  owners,  "wallet2"),
        Entry("profile",   "accounts:profile",   _("Profile"),   icon="person"),
        Entry("admin",     "admin:index",        _("Admin"),           staff,   "gear"),
    ],
    "footer": [
        Entry("signup",     "account_signup",           SIGN_UP,                visitors),
        Entry("demo-mails", "notifications:demo-mails", _("Mails of the demo"), developers),
    ],
}
# fmt: on
