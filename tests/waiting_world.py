"""What tests/site_map.py has of waiting lists: a sold-out date, whose place is offered to a mailbox."""

from dataclasses import dataclass

from accounts.opt_in import link_key
from tests.ticketing.factories import standing_date
from tests.ticketing.wishing import fill, waits
from ticketing import waiting
from ticketing.holds import release
from ticketing.models import EventDate, Wish


@dataclass
class WaitingWorld:
    date: EventDate
    wish: Wish

    @property
    def keys(self):
        salts = (waiting.CONFIRM_SALT, waiting.LEAVE_SALT, waiting.OFFER_SALT)
        return [link_key(self.wish.pk, salt) for salt in salts]


def make_waiting_world(store, ann):
    date = standing_date(store, capacity=1)
    hold = fill(date, ann)
    wish = waits(date, "waits@example.com")
    release(hold)
    return WaitingWorld(date, wish)
