"""Waiting lists of dates that are sold out: wishes, and what is offered to them in their turn."""

from ticketing.waiting.ends import end_vain_wishes
from ticketing.waiting.offers import pass_on_offers
from ticketing.waiting.wishes import purge_old_wishes

__all__ = ["end_vain_wishes", "pass_on_offers", "purge_old_wishes"]
