"""The store's pages of the parcels of an order."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core.actors import Actor
from core.lifecycle import MoveRefused, OpenMove, move
from core.lifecycle.forms import MoveForm
from core.lifecycle.views import MoveView, show_refusal
from core.pages import Page
from core.redirects import safe_next
from orders.models import Order
from shipping import services
from shipping.forms import PackForm, TrackingForm, parcel_form
from shipping.models import Parcel
from shipping.packing import is_sent_by_store, left_to_pack, pack
from stores.access import Right, holders_of

BOARD = holders_of(Right.WORK_BOARD)
SERVICES = {"dispatch": services.dispatch, "correct": services.correct}


class SoldParcels(Page, View):
    """A page of an order at a store on whose board the user works, if it is sent as parcels."""

    access = BOARD

    def order(self) -> Order:
        orders = Order.objects.sold_by(self.request.user).select_related("store")
        order = get_object_or_404(orders, number=self.kwargs["number"])
        if not is_sent_by_store(order):
            raise Http404
        return order

    def leave(self, order: Order) -> HttpResponse:
        return redirect(safe_next(self.request, page_of(order)))


class Pack(SoldParcels):
    """Chooses the pieces of a parcel."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.order()
        left = left_to_pack(order)
        if not left:
            messages.info(request, _("Everything is packed already."))
            return redirect(page_of(order))
        return self.page(order, PackForm(None, left))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.order()
        form = PackForm(request.POST, left_to_pack(order))
        if not form.is_valid():
            return self.page(order, form, status=422)
        try:
            pack(order, form.pieces, by=request.user)
        except MoveRefused as refusal:
            show_refusal(request, refusal)
            return self.page(order, PackForm(request.POST, left_to_pack(order)), status=409)
        messages.success(request, f"{order}: {_('Packed')}")
        return self.leave(order)

    def page(self, order: Order, form: PackForm, status: int = 200) -> HttpResponse:
        context = {"order": order, "form": form, "cancel_url": page_of(order)}
        return render(self.request, "shipping/owner/pack.html", context, status=status)


class Send(SoldParcels):
    """Packs everything that is left into one parcel, and sends it."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.order(), TrackingForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        order, form = self.order(), TrackingForm(request.POST)
        if not form.is_valid():
            return self.page(order, form, status=422)
        try:
            services.send(order, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            show_refusal(request, refusal)
            return self.leave(order)
        messages.success(request, f"{order}: {_('On its way')}")
        return self.leave(order)

    def page(self, order: Order, form: TrackingForm, status: int = 200) -> HttpResponse:
        step = OpenMove("send", _("Dispatch"), "primary")
        context = {"order": order, "form": form, "step": step, "cancel_url": page_of(order)}
        return render(self.request, "orders/move.html", context, status=status)


class ParcelMoves(MoveView):
    template_name = "orders/move.html"

    def form_of(self, row: Parcel, verb: str, data: Any = None) -> MoveForm:
        return parcel_form(verb, data, row)

    def context(self, row: Parcel, step: OpenMove) -> Mapping[str, Any]:
        return {"order": row.order}

    def name_of(self, row: Parcel) -> str:
        return str(row.order)

    def act(self, row: Parcel, verb: str, actor: Actor, details: Mapping[str, Any]) -> Any:
        if verb in SERVICES:
            return SERVICES[verb](row, by=actor, **details)
        return move(row, verb, by=actor)

    def invalid(self, row: Parcel, verb: str, actor: Actor, form: MoveForm) -> HttpResponse:
        """The page of the move, with what was typed."""
        step = self.find_step(row, verb, actor)
        if step is None:
            return self.not_open(row)
        response = self.ask(row, step, form)
        response.status_code = 422
        return response


class MoveParcel(Page, ParcelMoves):
    """A parcel of a store on whose board the user works."""

    access = BOARD

    def row_and_actor(self) -> tuple[Parcel, Any]:
        parcels = Parcel.objects.sold_by(self.request.user).select_related(
            "order__store", "carrier"
        )
        return get_object_or_404(parcels, code=self.kwargs["parcel"]), self.request.user

    def page_of(self, row: Parcel) -> str:
        return page_of(row.order)


def page_of(order: Order) -> str:
    return reverse("orders:sold-order", args=[order.number])
