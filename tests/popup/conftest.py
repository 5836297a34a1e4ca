"""The wiring of the raffle: what config/*.py would say of a real app."""

import pytest

from config.reactions import REACTIONS
from core import events, notifications, panels
from core.events import Reaction
from core.navigation import NavigationEntry
from notifications.reactions import notify
from orders import adjustments, baskets, checkout_parts, fulfilment
from orders.adjustments import AdjustmentKind
from orders.events import (
    OrderCancelled,
    OrderExpired,
    OrderPaid,
    OrderRejected,
    OrderReleased,
)
from orders.fulfilment import FulfilmentKind
from orders.pricing import Phase
from orders.statuses import ACCEPTED, READY
from tests.popup.baskets import find
from tests.popup.checkout import PART, friends_discount
from tests.popup.models import Raffle, Ticket
from tests.popup.notifications import DRAWN
from tests.popup.panels import ticket_numbers
from tests.popup.reactions import release_tickets, take_tickets_again
from tests.popup.services import RaffleDrawn

RAFFLE = FulfilmentKind(
    "raffle",
    "Raffle",
    completes_from=(READY,),
    icon="ticket-perforated",
    words={ACCEPTED: "In the drum", READY: "Drawn"},
)
ENTRY = NavigationEntry("popup", "popup:tombola", "Raffle", icon="gift")


@pytest.fixture
def registries(monkeypatch):
    """What is registered by this test is taken back after it."""
    monkeypatch.setattr(fulfilment, "_kinds", dict(fulfilment._kinds))
    monkeypatch.setattr(adjustments, "_kinds", dict(adjustments._kinds))
    monkeypatch.setattr(baskets, "_loaders", dict(baskets._loaders))
    monkeypatch.setattr(checkout_parts, "_parts", list(checkout_parts._parts))
    monkeypatch.setattr(events, "_reactions", dict(events._reactions))
    monkeypatch.setattr(notifications, "_kinds", dict(notifications._kinds))
    monkeypatch.setattr(panels, "_providers", dict(panels._providers))


@pytest.fixture
def wired(registries, settings, price_with, navigate_with):
    """The raffle is part of the site."""
    settings.ROOT_URLCONF = "tests.popup.urls"
    fulfilment.register([RAFFLE])
    adjustments.register([AdjustmentKind("popup_friend", "For friends")])
    baskets.connect({**baskets._loaders, "raffle": find})
    checkout_parts.connect([*checkout_parts.all_parts(), PART])
    price_with(friends_discount, Phase.LINE_DISCOUNT)
    navigate_with(ENTRY, "footer")
    panels.register({place: [*each, ticket_numbers] for place, each in panels._providers.items()})
    notifications.register([*notifications.all_kinds(), DRAWN])
    events.connect(with_reactions())


def with_reactions():
    """The site's reactions with those of raffles after them: stock is locked before tickets."""
    ends = dict.fromkeys(
        [OrderCancelled, OrderExpired, OrderRejected, OrderReleased], release_tickets
    )
    table = dict(REACTIONS)
    for event, react in {**ends, OrderPaid: take_tickets_again}.items():
        table[event] = Reaction([*table[event].now, react], table[event].later)
    table[RaffleDrawn] = Reaction([notify])
    return table


@pytest.fixture
def raffle(store, wired):
    """Three tickets of 10,000 won."""
    raffle = Raffle.objects.create(store=store, slug="tombola", title="Tombola", price=10000)
    Ticket.objects.bulk_create(Ticket(raffle=raffle, number=number) for number in (1, 2, 3))
    return raffle
