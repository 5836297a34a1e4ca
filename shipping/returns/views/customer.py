"""The buyer of an order asks for a return, signed in or as a guest, and withdraws it."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from core.access import anyone, signed_in
from core.actors import Actor, Guest
from core.lifecycle import OpenMove
from core.lifecycle.forms import MoveForm
from core.lifecycle.views import MoveView
from core.pages import Page
from orders.models import Order
from orders.queries import order_of_buyer, order_of_guest
from shipping.models.returns import Return
from shipping.returns.forms import ReturnRequestForm, meaning_of, return_form
from shipping.returns.panels import url_of_request
from shipping.returns.photo_form import PhotosForm
from shipping.returns.services import (
    RequestRefused,
    postage_of,
    preview,
    request_return,
    terms_of,
)
from shipping.returns.windows import return_window
from stores.views.owner import ThrottledPhotos


class RequestView(ThrottledPhotos, View):
    """The form; posted once it shows what goes back, and with `confirm` the request is sent."""

    def order_and_actor(self) -> tuple[Order, Actor]:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, _actor = self.order_and_actor()
        return self.page(order, self.form(order))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, actor = self.order_and_actor()
        form, now = self.form(order, request.POST), timezone.now()
        if not form.is_valid():
            return self.page(order, form, status=422)
        try:
            if "confirm" not in request.POST or "change" in request.POST:
                return self.preview(order, form)
            photos = PhotosForm(request.POST, request.FILES)
            if not photos.is_valid():
                return self.preview(order, form, photos)
            contents = photos.cleaned_data["photos"]
            request_return(order, form.asked, by=actor, now=now, token=form.key, photos=contents)
        except RequestRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(order, form, status=422)
        messages.success(request, _("The store has your request. You read its answer here."))
        return redirect(order)

    def form(self, order: Order, data: Any = None) -> ReturnRequestForm:
        window = return_window(order, timezone.now())
        return ReturnRequestForm(window, terms_of(order.store).exchanges, data)

    def preview(
        self, order: Order, form: ReturnRequestForm, photos: PhotosForm | None = None
    ) -> HttpResponse:
        asked = form.asked
        settlement = preview(order, asked, timezone.now())
        if "change" in self.request.POST:
            return self.page(order, form)
        counted = [(line, asked.pieces[line.pk]) for line in form.lines if asked.pieces[line.pk]]
        context = {"asked": asked, "counted": counted, "settlement": settlement}
        context |= {"postage": postage_of(order, asked), "photos": photos or PhotosForm()}
        return self.page(order, form, 422 if photos else 200, name="confirm", **context)

    def page(
        self, order: Order, form: ReturnRequestForm, status: int = 200, name: str = "", **more: Any
    ) -> HttpResponse:
        context = {
            "order": order,
            "form": form,
            "window": return_window(order, timezone.now()),
            "terms": terms_of(order.store),
            "action": url_of_request(order),
            **more,
        }
        template = f"shipping/returns/{name or 'request'}.html"
        return render(self.request, template, context, status=status)


class RequestReturn(Page, RequestView):
    access = signed_in

    def order_and_actor(self) -> tuple[Order, Actor]:
        user = cast(User, self.request.user)
        return order_of_buyer.get_or_404(user.pk, self.kwargs["number"]), user


class RequestGuestReturn(Page, RequestView):
    access = anyone

    def order_and_actor(self) -> tuple[Order, Actor]:
        key = self.kwargs["key"]
        return order_of_guest.get_or_404(key), Guest(key)


class ReturnMoves(MoveView):
    template_name = "shipping/returns/move.html"

    def form_of(self, row: Return, verb: str, data: Any = None) -> MoveForm:
        return return_form(verb, data, row)

    def context(self, row: Return, step: OpenMove) -> dict[str, Any]:
        context: dict[str, Any] = {"order": row.order, "goods_return": row}
        context["meaning"] = meaning_of(step.verb, row)
        if step.verb == "refund":
            context["settlement"] = row.settlement()
        return context

    def invalid(self, row: Return, verb: str, actor: Actor, form: MoveForm) -> HttpResponse:
        """The page again, with the error beside its field."""
        step = self.find_step(row, verb, actor)
        if step is None:
            return self.not_open(row)
        response = self.ask(row, step, form)
        response.status_code = 422
        return response


class MoveGuestReturn(Page, ReturnMoves):
    """A return of a guest's order, for any browser with its key."""

    access = anyone

    def row_and_actor(self) -> tuple[Return, Actor]:
        returns = Return.objects.select_related("order__store")
        key = self.kwargs["key"]
        row = get_object_or_404(returns, order__guest_key=key, number=self.kwargs["number"])
        return row, Guest(key)

    def page_of(self, row: Return) -> str:
        return row.order.get_absolute_url()
