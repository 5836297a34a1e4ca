"""The reader's choices, and the link of each recommendation."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from django_htmx.http import HttpResponseClientRefresh

from core.access import signed_in
from core.pages import Page
from recommendations.experiment import count_click
from recommendations.models import Dismissal
from recommendations.services import dismiss, is_on, switch_off, switch_on, undo_dismissal
from stores.models import Store

MAX_LISTED = 200  # unwanted stores


class Preferences(Page, TemplateView):
    """The switch for personal recommendations, and the stores that are never recommended."""

    access = signed_in
    template_name = "recommendations/preferences.html"

    def get_context_data(self, **kwargs):
        mine = Dismissal.objects.filter(user=self.request.user, store__archived_at=None)
        unwanted = mine.select_related("store")
        return super().get_context_data(
            is_on=is_on(self.request.user), unwanted=unwanted.order_by("-pk")[:MAX_LISTED], **kwargs
        )

    def post(self, request):
        if request.POST.get("personal") == "on":
            switch_on(request.user)
            messages.success(
                request, _("You get personal recommendations again, from tomorrow on.")
            )
        else:
            switch_off(request.user, timezone.now())
            messages.success(request, _("You get no personal recommendations any more."))
        return redirect("recommendations:preferences")


class StoreOfList(Page, View):
    """A store that can be recommended."""

    access = signed_in

    @cached_property
    def store(self):
        return get_object_or_404(Store, slug=self.kwargs["slug"], archived_at=None)


class OpenStore(StoreOfList):
    """Counts that a recommendation was opened, and leads to the store."""

    def get(self, request, slug):
        count_click(request.user.pk, timezone.now())
        return redirect(self.store)


class Dismiss(StoreOfList):
    """“Not interested”: htmx gets a line with the way back."""

    def post(self, request, slug):
        dismiss(self.store, user=request.user, now=timezone.now())
        if request.htmx:
            return render(request, "recommendations/_dismissed.html", {"store": self.store})
        messages.success(
            request, _("%(store)s is not recommended to you any more.") % {"store": self.store}
        )
        return redirect("recommendations:preferences")


class UndoDismissal(StoreOfList):
    def post(self, request, slug):
        undo_dismissal(self.store, user=request.user)
        if request.htmx:
            return HttpResponseClientRefresh()
        return redirect("recommendations:preferences")
