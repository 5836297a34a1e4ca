"""Why places cannot be held or sold; each text can be shown to the user as it is."""

from collections.abc import Sequence


class PlacesRefused(Exception):
    """The places cannot be had like this; nothing was changed."""


class NotOnSale(PlacesRefused):
    """The date, or a type of ticket, is not on sale now."""


class PlacesGone(PlacesRefused):
    """Others were faster: `places` are the primary keys of those that are gone."""

    def __init__(self, text: str, places: Sequence[int]) -> None:
        super().__init__(text)
        self.places = places


class SoldOut(PlacesRefused):
    """Fewer places than requested are left: `left`."""

    def __init__(self, text: str, left: int) -> None:
        super().__init__(text)
        self.left = left


class PlacesBusy(PlacesRefused):
    """Others take places at this moment; there may be enough a moment later."""


class CoolingDown(PlacesRefused):
    """This buyer's own hold of these places lapsed just now: others go first."""


class BeyondLimit(PlacesRefused):
    """More tickets than an order or a person may have."""


class HoldLost(PlacesRefused):
    """The hold lapsed, or some of its places went to another buyer."""
