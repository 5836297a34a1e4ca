"""Reviews: buyers write them, guests too; the store answers, and hides those that break the rules."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from core.access import anyone, signed_in
from core.forms import first_error
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from landing.forms.reviews import HideForm, ReplyForm, ReviewForm
from landing.models import Review
from landing.reviews import ReviewRefused, hide, reply_to, show_again, write_review
from landing.views.base import PagesPage
from orders.models import Order, OrderLine
from orders.queries import order_of_guest

SHOWN_REVIEWS = 20  # on one page
REVIEWS = Limit("reviews", times=30, seconds=3600)


class WriteReview(Page, ThrottledPosts, View):
    access = signed_in
    limit = REVIEWS

    @cached_property
    def order(self) -> Order:
        mine = Order.objects.filter(customer=self.request.user.pk)
        return get_object_or_404(mine, number=self.kwargs["number"])

    def is_counted(self, request: HttpRequest) -> bool:
        """Not what is refused as somebody else's."""
        return super().is_counted(request) and bool(self.line)

    @property
    def order_url(self) -> str:
        return reverse("orders:order", args=[self.order.number])

    @cached_property
    def line(self) -> OrderLine:
        return get_object_or_404(self.order.lines, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(ReviewForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            write_review(self.line, form.cleaned_data["rating"], form.cleaned_data["text"])
        except ReviewRefused as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("Thank you! Your review is on the page."))
        return redirect(self.order_url)

    def show(self, form: ReviewForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "line": self.line, "back_url": self.order_url}
        return render(self.request, "landing/review.html", context, status=status)


class WriteGuestReview(WriteReview):
    access = anyone

    @cached_property
    def order(self) -> Order:
        order: Order = order_of_guest.get_or_404(self.kwargs["key"])
        return order

    @property
    def order_url(self) -> str:
        return reverse("orders:guest-order", args=[self.kwargs["key"]])


class StoreReviews(PagesPage, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        reviews = self.store.reviews.select_related("product").order_by("-at", "-pk")
        page = Paginator(reviews, SHOWN_REVIEWS).get_page(request.GET.get("page"))
        return render(
            request, "landing/owner/reviews.html", {"store": self.store, "page_obj": page}
        )


class ReviewPage(PagesPage):
    works_beyond_limits = True  # customers wait for answers

    @cached_property
    def review(self) -> Review:
        return get_object_or_404(self.store.reviews.select_related("store"), pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        list_url = reverse("landing:reviews", args=[self.store.slug])
        return redirect(f"{list_url}#review-{self.review.pk}")


class ReviewReply(ReviewPage, View):
    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        form = ReplyForm(request.POST)
        if form.is_valid():
            reply_to(self.review, form.cleaned_data["reply"], by=request.user)
            messages.success(request, _("Saved."))
        else:
            messages.error(request, first_error(form))
        return self.back()


class ReviewHide(ReviewPage, View):
    """Hides it with a reason; with `show` shows it again."""

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        form = HideForm(request.POST)
        if "show" in request.POST:
            show_again(self.review, by=request.user)
            messages.success(request, _("The review is shown again."))
        elif form.is_valid():
            hide(self.review, form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("The review is hidden. Administrators can read it."))
        else:
            messages.error(request, first_error(form))
        return self.back()
