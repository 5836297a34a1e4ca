"""The waiting list for buyers: joining it on a sold-out date, confirming, leaving, and taking an offer."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.opt_in import LINK_AGE, link_key, needs_no_mail, read_link_key
from accounts.views.opt_in import WithdrawRequest
from core.access import SignInFirst, anyone
from core.actors import user_of
from core.pages import Page, ThrottledPosts
from orders.visitors import ensure_cart_owner
from ticketing.models import Category, EventDate, Wish, WishOutcome
from ticketing.statuses import EventStatus
from ticketing.waiting.offers import bind_offer, refusal_of
from ticketing.waiting.wishes import (
    CONFIRM_SALT,
    JOINING,
    LEAVE_SALT,
    OFFER_SALT,
    WaitingRefused,
    confirm,
    find,
    join_as_user,
    join_by_mail,
    leave,
    most_of,
    refuse_unless_sold_out,
    wish_of,
)


class WishForm(forms.Form):
    """`email` only for users without a verified mailbox."""

    quantity = forms.TypedChoiceField(label=gettext_lazy("How many?"), coerce=int, initial=1)
    categories = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("tickets", "Categories"),
        queryset=Category.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Choose those that suit you; without a choice all of them."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)

    def __init__(self, date: EventDate, *args: Any, asks_email: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(number, str(number)) for number in range(1, most_of(date) + 1)]
        self.fields["quantity"].choices = choices  # type: ignore[attr-defined]
        categories = date.event.categories.order_by("position", "pk")
        self.fields["categories"].queryset = categories  # type: ignore[attr-defined]
        if len(categories) < 2:  # nothing to choose
            del self.fields["categories"]
        if not asks_email:
            del self.fields["email"]


def offer_url(wish: Wish) -> str:
    """Where what is offered is taken, as its mail names it."""
    return reverse("ticketing:waiting-offer", args=[link_key(wish.pk, OFFER_SALT)])


class JoinWaiting(Page, ThrottledPosts, View):
    access = anyone
    limit = JOINING

    @cached_property
    def user(self) -> User | None:
        return user_of(self.request.user)

    @cached_property
    def date(self) -> EventDate:
        shown = EventDate.objects.filter(event__status=EventStatus.PUBLISHED, cancelled_at=None)
        return get_object_or_404(
            shown.select_related("event__store"),
            number=self.kwargs["date"],
            event__number=self.kwargs["number"],
        )

    def form(self, data: Any = None) -> WishForm:
        wish = wish_of(self.date, self.user)
        initial: dict[str, Any] = {"email": self.user.email if self.user else ""}
        if wish:
            initial |= {"quantity": wish.quantity, "categories": wish.categories.all()}
        asks_email = not needs_no_mail(self.user)
        return WishForm(self.date, data, initial=initial, asks_email=asks_email)

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        if "leave" in request.POST:
            return self.leave()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return self.join(form)
        except WaitingRefused as refusal:
            messages.info(request, str(refusal))
            return redirect(self.date.get_absolute_url())

    def join(self, form: WishForm) -> HttpResponse:
        wanted = form.cleaned_data["quantity"], list(form.cleaned_data.get("categories", ()))
        if self.user is None or not needs_no_mail(self.user):
            email = form.cleaned_data["email"]
            join_by_mail(self.date, email, *wanted, timezone.now())
            return self.show(form, asked=email)
        join_as_user(self.date, self.user, *wanted, timezone.now())
        messages.success(
            self.request, _("You are on the waiting list. We write when it is your turn.")
        )
        return redirect(self.request.path)

    def leave(self) -> HttpResponse:
        if wish := wish_of(self.date, self.user):
            leave(wish.pk)
            messages.success(self.request, _("You are not on the waiting list any more."))
        return redirect(self.request.path)

    def show(self, form: WishForm, asked: str = "", status: int = 200) -> HttpResponse:
        wish = wish_of(self.date, self.user)
        context = {
            "date": self.date,
            "event": self.date.event,
            "page": self.date.get_absolute_url(),
            "form": form,
            "asked": asked,
            "wish": wish,
            "offer_url": offer_url(wish) if wish and wish.offer else "",
            "refusal": self.refusal(),
        }
        with timezone.override(self.date.event.time_zone):
            return render(self.request, "ticketing/customer/waiting.html", context, status=status)

    def refusal(self) -> str:
        """Why one cannot join now, "" if one can."""
        try:
            refuse_unless_sold_out(self.date, 1, [], timezone.now())
        except WaitingRefused as refusal:
            # With a choice of categories there may be something to wait for.
            return "" if self.date.event.categories.count() > 1 else str(refusal)
        return ""


class WishPage(Page, View):
    """Of a link in a mail, which is the proof; a press does what it is for, as scanners follow links."""

    access = anyone
    salt = ""
    age: int | None = None
    template = ""

    @cached_property
    def wish(self) -> Wish | None:
        return find(read_link_key(self.kwargs["key"], self.salt, self.age))

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.show()

    def show(self, **context: Any) -> HttpResponse:
        wish = self.wish
        page = wish.date.get_absolute_url() if wish else "/"
        shown = {"wish": wish, "page": page, "event": wish and wish.date.event, **context}
        with timezone.override(wish.date.event.time_zone if wish else None):
            return render(self.request, self.template, shown, status=200 if wish else 404)


class ConfirmWish(WishPage):
    salt, age = CONFIRM_SALT, LINK_AGE
    template = "ticketing/customer/waiting_confirm.html"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.show(done=bool(self.wish and self.wish.confirmed_at))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        if self.wish:
            confirm(self.wish, timezone.now())
        return self.show(done=True)


class LeaveWaiting(WithdrawRequest):
    template = "ticketing/customer/waiting_leave.html"
    read = staticmethod(partial(read_link_key, salt=LEAVE_SALT))
    withdraw = staticmethod(leave)


@method_decorator(never_cache, name="dispatch")
class TakeOffer(WishPage):
    """What is offered: a press leads to the checkout of its hold, which is this browser's from then on."""

    salt = OFFER_SALT
    template = "ticketing/customer/offer.html"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        self.refuse_others()
        return self.show(**self.offered())

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        self.refuse_others()
        if self.wish is None:
            return self.show()
        if "decline" in request.POST:
            leave(self.wish.pk, WishOutcome.DECLINED)
            messages.success(request, _("Thank you. The places go to the next."))
            return redirect(self.wish.date.get_absolute_url())
        try:
            hold = bind_offer(self.wish, ensure_cart_owner(request))
        except WaitingRefused as refusal:
            return self.show(refusal=str(refusal))
        return redirect("checkout:basket", "tickets", hold.token)

    def refuse_others(self) -> None:
        """What is offered to a user is for their account."""
        if self.wish and self.wish.user_id and self.wish.user_id != self.request.user.pk:
            if self.request.user.is_authenticated:
                raise Http404
            raise SignInFirst

    def offered(self) -> dict[str, Any]:
        wish = self.wish
        if wish is None or wish.offer is None:
            return {"refusal": refusal_of(wish) if wish else ""}
        until = wish.offered_until
        is_over = bool(wish.ended_at or wish.offer.order_id or (until and until <= timezone.now()))
        places = wish.offer.places.select_related("seat", "category", "type").order_by("pk")
        return {"refusal": refusal_of(wish) if is_over else "", "places": list(places)}
