"""Which product pages of an owner count for limits (core.limits): published ones, scheduled ones included."""

from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.allowances import Resource
from landing.lifecycle import PageStatus
from landing.models import Page


def pages_of(owner_id: int, now: datetime) -> QuerySet[Page]:
    pages = Page.objects.filter(store__owner=owner_id, store__archived_at=None)
    return pages.filter(status=PageStatus.PUBLISHED).order_by("created_at", "pk")


def pages_included(most: int) -> str:
    return ngettext(
        "The plan includes %(most)s published page. Take one offline first, or choose a larger plan.",
        "The plan includes %(most)s published pages. Take one offline first, or choose a larger plan.",
        most,
    ) % {"most": most}


PAGES = Resource(
    code="pages",
    label=_("Published product pages"),
    models=(Page,),
    rows=pages_of,
    owner_of=attrgetter("store.owner_id"),
    included=pages_included,
    excluded=_("The plan includes no product pages. Choose a larger plan."),
)
