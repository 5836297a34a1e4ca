"""Test cards at test clocks: they pay, they are declined, and what is unknown halts the clock."""

import pytest
from django.utils import timezone

from billing.cards import CardRefused
from billing.clocks.cards import use_test_card
from billing.clocks.services import ClockHalted, advance, look_up
from core.actors import SYSTEM
from tests.billing.clock_world import new_clock, subscribed_clock
from tests.billing.subscribers import noon, told

pytestmark = pytest.mark.django_db
WALL = timezone.now()


def test_a_payment_of_unknown_outcome_halts_it_until_it_is_known(plans):
    clock = subscribed_clock(plans.basic)
    use_test_card(clock.tenant, "lost", wall=WALL, by=SYSTEM)

    with pytest.raises(ClockHalted, match=r"not known yet whether invoice T\S+ is paid"):
        advance(clock, noon("2026-04-10"), now=WALL)
    assert clock.now.astimezone(clock.tenant.tz).isoformat() == "2026-04-05T10:00:00+09:00"
    with pytest.raises(ClockHalted, match="not known yet"):
        advance(clock, noon("2026-04-10"), now=WALL)
    look_up(clock, timezone.now())
    advance(clock, noon("2026-04-10"), now=WALL)

    assert (clock.now, clock.tenant.invoices.get().status) == (noon("2026-04-10"), "paid")


def test_a_test_card_pays_on_the_fifth(plans):
    clock = subscribed_clock(plans.basic)
    use_test_card(clock.tenant, "pays", wall=WALL, by=SYSTEM)

    advance(clock, noon("2026-04-10"), now=WALL)

    paid = clock.tenant.timeline.get(kind="invoice_paid")
    assert paid.at.astimezone(clock.tenant.tz).isoformat() == "2026-04-05T10:00:00+09:00"
    assert told(clock.tenant)[-2:] == ["invoice_finalized", "invoice_paid"]


def test_a_new_test_card_pays_what_is_open_at_once(plans):
    clock, other = subscribed_clock(plans.basic), new_clock()
    use_test_card(clock.tenant, "declined", wall=WALL, by=SYSTEM)
    advance(clock, noon("2026-04-05"), now=WALL)
    assert clock.tenant.invoices.get().status == "open"

    use_test_card(clock.tenant, "pays", wall=WALL, by=SYSTEM)

    other.tenant.refresh_from_db()
    assert clock.tenant.invoices.get().status == "paid"
    assert other.tenant.default_method is None


@pytest.mark.parametrize(
    ("card", "is_allowed", "sentence"),
    [("gold", True, "no such test card"), ("pays", False, "switched off on this site")],
)
def test_a_wrong_test_card_is_a_sentence(settings, card, is_allowed, sentence):
    settings.ALLOW_SANDBOX_PAYMENTS = is_allowed
    clock = new_clock()

    with pytest.raises(CardRefused, match=sentence):
        use_test_card(clock.tenant, card, wall=WALL, by=SYSTEM)

    clock.tenant.refresh_from_db()
    assert clock.tenant.default_method is None
