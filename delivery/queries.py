"""Deliveries and riders for riders and stores, each in a fixed number of queries."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.prepared import Prepared
from delivery.lifecycle import CARRIED, SEARCHING
from delivery.models import Decline, Delivery, Rider, WorkingArea
from stores.distance import kilometres_from

MAX_OFFERS = 50


@Prepared
def sold_delivery(user_id: int, number: str) -> QuerySet[Delivery]:
    """The delivery of an order at a store on whose board the user works."""
    deliveries = Delivery.objects.sold_by(user_id).select_related("order__store", "rider__user")
    return deliveries.filter(order__number=number)


def offers_for(rider: Rider, area: WorkingArea | None = None) -> QuerySet[Delivery]:
    """What the rider could take: nothing off shift, nothing they declined or ordered.

    Deliveries from stores within their active area, the nearest to its centre first, with `distance`
    (km); those from stores without a position come last, with None. One query of at most MAX_OFFERS rows,
    and one more for the active area unless it is given.
    """
    area = (area or active_area(rider)) if rider.is_on_shift else None
    if area is None:
        return Delivery.objects.none()
    declined = Decline.objects.filter(delivery=OuterRef("pk"), rider=rider)
    offers = Delivery.objects.filter(~Exists(declined), _in_box(area), status=SEARCHING)
    offers = offers.exclude(order__customer=rider.pk)
    offers = offers.annotate(distance=kilometres_from(area.latitude, area.longitude))
    offers = offers.filter(Q(distance__lte=float(area.radius_km)) | Q(latitude=None))
    nearest_first = offers.order_by(F("distance").asc(nulls_last=True), "searching_since", "pk")
    return nearest_first.select_related("order__store")[:MAX_OFFERS]


def ever_offered_to(rider: Rider) -> QuerySet[Delivery]:
    """Every delivery from a store within any of the rider's areas, in any state.

    For answers to an offer: they may come late, off shift or from another area, and need an explanation.
    """
    here = kilometres_from(OuterRef("latitude"), OuterRef("longitude"))
    areas = WorkingArea.objects.filter(rider=rider)
    covering = areas.annotate(distance=here).filter(distance__lte=F("radius_km"))
    return Delivery.objects.filter(Exists(covering) | Q(latitude=None) & Exists(areas))


def active_area(rider: Rider) -> WorkingArea | None:
    return WorkingArea.objects.filter(rider=rider, is_active=True).first()


def riders_for(delivery: Delivery) -> QuerySet[Rider]:
    """Riders the store may assign: on shift, with an active area that covers the delivery; never its buyer.

    With `jobs` (the number they have open) and `has_declined`; those with the fewest jobs come first.
    """
    area = WorkingArea.objects.filter(is_active=True)
    riders = Rider.objects.filter(is_on_shift=True, user__is_active=True)
    riders = riders.exclude(pk=delivery.order.customer_id)
    if delivery.latitude is not None and delivery.longitude is not None:
        area = area.annotate(distance=kilometres_from(delivery.latitude, delivery.longitude))
        area = area.filter(distance__lte=F("radius_km"))
    # A subquery for each rider found: a join would read every delivery of all time.
    jobs = Delivery.objects.filter(rider=OuterRef("pk"), status__in=CARRIED).order_by()
    open_jobs = jobs.values("rider").values(count=Count("pk"))
    declined = Decline.objects.filter(delivery=delivery, rider=OuterRef("pk"))
    riders = riders.filter(pk__in=area.values("rider"))
    riders = riders.annotate(jobs=Coalesce(Subquery(open_jobs), 0), has_declined=Exists(declined))
    return riders.select_related("user").order_by("has_declined", "jobs", "user__name", "pk")


def _in_box(area: WorkingArea) -> Q:
    """A square around the circle, for an index; an unknown position is in every box."""
    height, width = area.reach
    north, south = area.latitude + height, area.latitude - height
    east, west = area.longitude + width, area.longitude - width
    inside = Q(latitude__range=(south, north), longitude__range=(west, east))
    return inside | Q(latitude=None)
