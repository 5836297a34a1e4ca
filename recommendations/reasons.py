"""Why something is recommended: stored by code, read in the reader's language."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class Reason(models.TextChoices):
    AGAIN = "again", gettext_lazy("Ordered before")
    FOLLOWED = "followed", gettext_lazy("Followed")
    CLAIMED = "claimed", gettext_lazy("Coupon claimed before")
    POPULAR_IN = "popular_in", gettext_lazy("Popular nearby in its category")
    POPULAR_NEAR = "popular_near", gettext_lazy("Popular nearby")
    POPULAR = "popular", gettext_lazy("Popular")
    NEAR_IN = "near_in", gettext_lazy("Nearby in its category")
    NEAR = "near", gettext_lazy("Nearby")
    NEW = "new", gettext_lazy("New")
    TOGETHER = "together", gettext_lazy("Liked by customers of another store")
    SHOWN = "shown", gettext_lazy("On the site")


def text_of(reason: str, *, times: int = 0, category: str = "", like: str = "") -> str:
    """One short sentence, in the active language."""
    if reason == Reason.AGAIN:
        text = ngettext("You ordered here once", "You ordered here %(times)s times", times)
        return text % {"times": times}
    words = {"category": category, "store": like}
    return _TEXTS[Reason(reason)]() % words


_TEXTS = {
    Reason.FOLLOWED: lambda: _("You follow this store"),
    Reason.CLAIMED: lambda: _("You got a coupon here"),
    Reason.POPULAR_IN: lambda: _("Popular near you in %(category)s"),
    Reason.POPULAR_NEAR: lambda: _("Popular near you"),
    Reason.POPULAR: lambda: _("Popular right now"),
    Reason.NEAR_IN: lambda: _("Near you in %(category)s"),
    Reason.NEAR: lambda: _("Near you"),
    Reason.NEW: lambda: _("New here"),
    Reason.TOGETHER: lambda: _("People who order at %(store)s like it"),
    Reason.SHOWN: lambda: _("On Jumun"),
}
