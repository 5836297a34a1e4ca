"""The counter of a store: a coupon's code is scanned or typed, then the bill, and it is redeemed."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from core.lifecycle import AlreadyDone, MoveRefused
from core.lifecycle.views import show_refusal
from core.money import format_money
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from coupons.cards import CouponCard
from coupons.counter import BillRefused, counter_discount, find_coupon, item_names, redeem, undo
from coupons.counter_form import CounterForm
from coupons.lifecycle import UNDO_WITHIN
from coupons.models import Benefit, Redemption
from coupons.topics import counter_topic
from coupons.use import UseRefused
from live.pages import live_context
from stores.access import Right, holders_of, stores_with
from stores.models import Store
from stores.views.owner import MemberPage

MAX_SHOWN = 50  # redemptions of today
CAMERA = "camera=(self), microphone=()"  # the Permissions-Policy; other pages have no camera


class Counters(Page, View):
    """The counters where the user works; a single one opens at once."""

    access = holders_of(Right.WORK_BOARD)

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = stores_with(request.user, Right.WORK_BOARD)
        stores = list(Store.objects.filter(pk__in=mine, archived_at=None).order_by("name", "pk"))
        if len(stores) == 1:
            return redirect("coupons:counter", stores[0].slug)
        return render(request, "coupons/owner/counters.html", {"stores": stores})


class CounterPage(MemberPage):
    access = holders_of(Right.WORK_BOARD)
    works_beyond_limits = True


class Counter(CounterPage, ThrottledPosts, View):
    limit = Limit("coupon-counter", times=300, seconds=3600)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if request.htmx:
            return render(request, "coupons/owner/_redeemed.html", self.redeemed())
        form = self.form()
        form.focus("code")
        return self.page(form)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the coupon, or what it takes off the bill; with the button for that, redeem it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422, **self.asked(form))
        if "edit" in request.POST:
            return self.page(form, **self.asked(form))
        try:
            if "redeem" in request.POST:
                return self.redeem(**form.cleaned_data)
            return self.show(form, **form.cleaned_data)
        except BillRefused as refusal:
            form.add_error("bill", str(refusal))
            form.focus("bill")
            return self.page(form, status=422, **self.asked(form))
        except (UseRefused, MoveRefused) as refusal:
            form.add_error("code", str(refusal))
            return self.page(form, status=409)

    def form(self, data: Any = None) -> CounterForm:
        is_redeeming = bool(data) and "redeem" in data
        return CounterForm(data, currency=self.store.currency, is_redeeming=is_redeeming)

    def asked(self, form: CounterForm) -> dict[str, Any]:
        """The coupon of which the page has asked for a bill, if it has: it goes on asking."""
        if "asked" not in self.request.POST or "code" not in form.cleaned_data:
            return {}
        now = timezone.now()
        try:
            coupon = find_coupon(self.store, form.cleaned_data["code"], now)
        except UseRefused:
            return {}
        form.ask_for(coupon.terms, item_names(coupon.terms))
        return {"card": CouponCard(coupon, now)}

    def show(self, form: CounterForm, code: str, bill: Decimal | None) -> HttpResponse:
        now = timezone.now()
        coupon = find_coupon(self.store, code, now)
        if coupon.terms.benefit == Benefit.PIECE and "asked" not in self.request.POST:
            form, bill = self.form({"code": code}), None  # what was typed is the whole bill
        form.ask_for(coupon.terms, item_names(coupon.terms))
        if bill is None:
            form.focus("bill")
            return self.page(form, card=CouponCard(coupon, now))
        off = counter_discount(coupon.terms, bill, self.store.currency)
        return self.page(form, card=CouponCard(coupon, now), off=off, left=bill - off)

    def redeem(self, code: str, bill: Decimal) -> HttpResponse:
        try:
            done = redeem(self.store, code, bill, by=self.request.user)
        except AlreadyDone as refusal:
            show_refusal(self.request, refusal)
        else:
            text = _("Redeemed: %(off)s off, %(left)s to pay.")
            if done.coupon.terms.benefit == Benefit.PIECE:  # the bill is not known
                text = _("Redeemed: %(off)s off.")
            amounts = {"off": self.money(done.off), "left": self.money(done.bill - done.off)}
            messages.success(self.request, text % amounts)
        return redirect("coupons:counter", self.store.slug)

    def money(self, amount: Decimal) -> str:
        return format_money(amount, self.store.currency)

    def page(self, form: CounterForm, status: int = 200, **more: Any) -> HttpResponse:
        live = live_context(self.request, counter_topic(self.store.pk))
        context = {"form": form, **self.redeemed(), **live, **more}
        page = render(self.request, "coupons/owner/counter.html", context, status=status)
        page["Permissions-Policy"] = CAMERA
        return page

    def redeemed(self) -> dict[str, Any]:
        """Of today, with the time after which the next one can no longer be undone."""
        now = timezone.localtime()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        of_today = self.store.redemptions.filter(at__gte=today).select_related("coupon", "by")
        redemptions = list(of_today.order_by("-pk")[:MAX_SHOWN])
        return {
            "store": self.store,
            "redemptions": redemptions,
            "undo_from": now - UNDO_WITHIN,
            "look_in": seconds_until_fixed(redemptions, now),
            "topic": counter_topic(self.store.pk),
        }


class UndoRedemption(CounterPage, View):
    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        redemptions = Redemption.objects.select_related("coupon__campaign__store")
        redemption = get_object_or_404(redemptions, pk=pk, store=self.store)
        try:
            undo(redemption, by=request.user)
        except MoveRefused as refusal:
            show_refusal(request, refusal)
        else:
            messages.success(request, _("It is undone: the coupon can be used again."))
        return redirect("coupons:counter", self.store.slug)


def seconds_until_fixed(redemptions: list[Redemption], now: datetime) -> int:
    """Until the first button that undoes one must disappear; 0 without any."""
    ends = [each.at + UNDO_WITHIN for each in redemptions if each.undone_at is None]
    left = [end - now for end in ends if end >= now]
    return int(min(left, default=timedelta(seconds=-1)).total_seconds()) + 1
