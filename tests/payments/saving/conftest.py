import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils import timezone

from config.reactions import REACTIONS
from core.events import Reaction, connect
from orders.baskets import Basket, BasketLine
from orders.carts import CartOwner
from orders.placing import place
from orders.quotes import quote
from payments.events import (
    PaymentDeclined,
    SavedMethodActivated,
    SavedMethodRemoved,
    SavedMethodUnusable,
)
from payments.saved_methods import begin_saving, confirm_saving
from stores.models import Store
from tests.factories import CONTACT


@dataclass
class OneBill(Basket):
    store: Store
    price: Decimal = Decimal(20000)
    time_to_pay = None
    fulfilments = ("none",)

    def lines(self):
        return [BasketLine(name="October", unit_price=self.price, quantity=1)]


@pytest.fixture
def bills(ann, store):
    """`bills()`: another bill of Ann's, over 20,000 won."""

    def bill(**fields):
        basket, buyer = OneBill(store, **fields), CartOwner(user=ann)
        fingerprint = quote(basket, "none", timezone.now(), buyer).fingerprint
        options = {"fulfilment": "none", "contact": CONTACT, "checkout_token": uuid.uuid4()}
        return place(basket, buyer, fingerprint=fingerprint, **options)[0]

    return bill


@pytest.fixture
def bill(bills):
    return bills()


@pytest.fixture
def sandbox_card(ann):
    """`sandbox_card("pays")`: a card of the sandbox, saved by Ann."""

    def save(code="pays", user=ann):
        return confirm_saving(begin_saving(user, "sandbox", "KRW"), {"card": code})

    return save


@pytest.fixture
def card(sandbox_card):
    return sandbox_card()


@pytest.fixture
def published():
    """`with published() as events:` lists the events of the block, besides their reactions."""

    @contextmanager
    def listening():
        events = []
        kinds = (PaymentDeclined, SavedMethodActivated, SavedMethodUnusable, SavedMethodRemoved)
        heard = {
            kind: Reaction([*REACTIONS.get(kind, Reaction()).now, events.append]) for kind in kinds
        }
        connect({**REACTIONS, **heard})
        yield events
        connect(REACTIONS)

    return listening
