"""The buyer says that a parcel has arrived: signed in, or a guest with the key of the order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.access import anyone, signed_in
from core.actors import Actor, Guest
from core.lifecycle import OpenMove, open_moves
from core.lifecycle.forms import MoveForm
from core.pages import Page
from shipping.forms import ReceivedForm
from shipping.models import Parcel
from shipping.views.owner import ParcelMoves

VERB = "deliver"


class Received(ParcelMoves):
    """The one move of a buyer."""

    def get(self, request, **kwargs):
        return super().get(request, VERB, **kwargs)

    def post(self, request, **kwargs):
        return super().post(request, VERB, **kwargs)

    def steps_of(self, row: Parcel, actor: Actor) -> Sequence[OpenMove]:
        return [step for step in open_moves(row, actor) if step.verb == VERB]

    def form_of(self, row: Parcel, verb: str, data=None) -> MoveForm:
        return ReceivedForm(data, row)

    def page_of(self, row: Parcel) -> str:
        return row.order.get_absolute_url()


class OrderReceived(Page, Received):
    access = signed_in

    def row_and_actor(self) -> tuple[Parcel, Any]:
        return find(Parcel.objects.bought_by(self.request.user), self.kwargs), self.request.user


class GuestOrderReceived(Page, Received):
    access = anyone

    def row_and_actor(self) -> tuple[Parcel, Actor]:
        key = self.kwargs["key"]
        return find(Parcel.objects.filter(order__guest_key=key), self.kwargs), Guest(key)


def find(parcels: QuerySet[Parcel], kwargs: Mapping[str, Any]) -> Parcel:
    """The one of a URL, among those that have left; or 404."""
    parcel: Parcel = get_object_or_404(
        parcels.select_related("order__store", "carrier"), code=kwargs["parcel"]
    )
    if not parcel.is_sent:
        raise Http404
    return parcel
