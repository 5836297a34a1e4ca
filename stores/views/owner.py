"""An owner's stores: the list, adding, changing, the switch, archiving."""

from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, ListView, TemplateView, UpdateView, View

from accounts.models import User
from accounts.views.addresses import POSTCODE_SERVICE
from core.access import owners
from core.pages import Page, ThrottledPosts
from stores.forms.store import StoreForm
from stores.models import Store
from stores.photos import UPLOADS
from stores.queries import has_menu
from stores.store_services import (
    add_store,
    archive_store,
    change_store,
    restore_store,
    switch_store,
)


def stores_of(user: User) -> QuerySet[Store]:
    return Store.objects.filter(owner=user, archived_at=None)


class OwnerPage(Page):
    """A page of one of the user's stores; 404 for another's store, or an archived one."""

    access = owners

    @cached_property
    def store(self) -> Store:
        return get_object_or_404(stores_of(self.request.user), slug=self.kwargs["slug"])


class ThrottledPhotos(ThrottledPosts):
    """Counts only the posts with a photo."""

    limit = UPLOADS

    def is_counted(self, request):
        return super().is_counted(request) and bool(request.FILES)


class StoreList(Page, ListView):
    access = owners
    template_name = "stores/owner/list.html"
    context_object_name = "stores"

    def get_queryset(self):
        return cards_of(self.request.user)

    def get_context_data(self, **kwargs):
        archived = Store.objects.filter(owner=self.request.user, archived_at__isnull=False)
        now = timezone.now()
        for store in self.object_list:
            store.within_hours = store.is_within_hours(now)
        return super().get_context_data(archived_count=archived.count(), **kwargs)


def cards_of(user):
    offered = Q(sections__is_hidden=False, sections__products__is_hidden=False)
    stores = stores_of(user).annotate(
        offered=Count("sections__products", filter=offered), is_listed=has_menu()
    )
    # Ordered explicitly, since Django drops Meta.ordering from an aggregated query.
    return stores.select_related("category").prefetch_related("hours").order_by("name", "pk")


class StoreSwitch(OwnerPage, View):
    """Opens or closes a store."""

    def post(self, request, slug):
        is_open = request.POST.get("is_open")
        if is_open not in ("yes", "no"):
            raise Http404
        switch_store(self.store, is_open=is_open == "yes")
        if request.htmx:
            store = cards_of(request.user).get(pk=self.store.pk)
            store.within_hours = store.is_within_hours(timezone.now())
            return render(
                request, "stores/owner/_store_card.html", {"store": store, "touched": True}
            )
        return redirect("stores:mine")


@method_decorator(csp_update(POSTCODE_SERVICE), name="dispatch")
class StoreAdd(Page, ThrottledPhotos, CreateView):
    access = owners
    template_name = "stores/owner/form.html"
    form_class = StoreForm

    def form_valid(self, form):
        store = add_store(form.save(commit=False), owner=self.request.user)
        messages.success(
            self.request, _("%(store)s is added. Write its menu, then open it.") % {"store": store}
        )
        return redirect("stores:menu", store.slug)


@method_decorator(csp_update(POSTCODE_SERVICE), name="dispatch")
class StoreEdit(OwnerPage, ThrottledPhotos, UpdateView):
    template_name = "stores/owner/form.html"
    form_class = StoreForm

    def get_object(self, queryset=None):
        return self.store

    def form_valid(self, form):
        store = form.save(commit=False)
        change_store(store, form.Meta.fields)
        messages.success(self.request, _("Saved."))
        return redirect("stores:mine")


class StoreArchive(OwnerPage, TemplateView):
    template_name = "core/confirm.html"

    def get_context_data(self, **kwargs):
        question = _(
            "Customers will no longer find it. Its past orders stay, and you can bring it back."
        )
        return super().get_context_data(
            title=_("Archive %(store)s?") % {"store": self.store},
            question=question,
            action_label=_("Archive the store"),
            cancel_url=reverse("stores:edit", args=[self.store.slug]),
            **kwargs,
        )

    def post(self, request, slug):
        archive_store(self.store)
        messages.success(request, _("%(store)s is archived.") % {"store": self.store})
        return redirect("stores:archived")


class ArchivedStores(Page, ListView):
    access = owners
    template_name = "stores/owner/archived.html"
    context_object_name = "stores"

    def get_queryset(self):
        archived = Store.objects.filter(owner=self.request.user, archived_at__isnull=False)
        return archived.order_by("-archived_at")


class StoreRestore(Page, View):
    access = owners

    def post(self, request, slug):
        archived = Store.objects.filter(owner=request.user, archived_at__isnull=False)
        store = get_object_or_404(archived, slug=slug)
        restore_store(store)
        messages.success(
            request, _("%(store)s is back, and still closed. Open it here.") % {"store": store}
        )
        return redirect("stores:mine")
