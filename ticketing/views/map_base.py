"""What the organiser's pages with the live map of a date share."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from core.number_input import read_number
from live.pages import live_context
from ticketing.desk.map import desk_map
from ticketing.models import Category
from ticketing.seat_maps.live_states import topic_of
from ticketing.views.owner_base import EventPage


class MapPage(EventPage):
    works_beyond_limits = True  # buyers stand at the desk

    @cached_property
    def categories(self) -> list[Category]:
        categories = self.event.categories.prefetch_related("types")
        return list(categories.order_by("position", "pk"))

    def numbers(self, name: str) -> set[int]:
        posted = self.request.POST.getlist(name)
        return {number for each in posted if (number := read_number(each)) is not None}

    def map_context(self, chosen: Sequence[int | None]) -> dict[str, Any]:
        """As on the page of customers, live; `chosen` are positions of seats. Empty without a plan."""
        if not self.date.plan_version:
            return {}
        topic = topic_of(self.date)
        seats = [position for position in chosen if position is not None]
        shown = desk_map(self.date, self.categories, seats, now=timezone.now())
        return {**shown, "topic": topic, **live_context(self.request, topic)}
