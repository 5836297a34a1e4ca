"""Stores for their members: the list, adding, changing, the switch, archiving."""

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, FilteredRelation, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, ListView, TemplateView, UpdateView, View

from accounts.views.addresses import POSTCODE_SERVICE
from core.access import owners
from core.limit_pages import LimitedPage, announce_limit, sentence
from core.limits import LimitReached
from core.pages import Page, ThrottledPosts
from stores.access import (
    RIGHTS,
    MemberAccess,
    MemberRole,
    Right,
    holders_of,
    members,
    stores_with,
)
from stores.following import follower_count
from stores.forms.store import StoreForm
from stores.models import Member, Store
from stores.photos import UPLOADS
from stores.queries import has_menu, member_with_store
from stores.store_services import (
    StoreRefused,
    add_store,
    archive_store,
    change_store,
    restore_store,
    switch_store,
)


class MemberPage(Page, LimitedPage):
    """A page of a store for its members: 404 for others and if it is archived, 403 without the right."""

    access: MemberAccess

    @cached_property
    def member(self) -> Member:
        """The user as a member of this store."""
        member = member_with_store.get_or_404(self.request.user.pk, self.kwargs["slug"])
        if self.access.right and self.access.right not in RIGHTS[member.role]:
            raise PermissionDenied
        return member

    @cached_property
    def store(self) -> Store:
        return self.member.store

    def limited_rows(self):
        return [self.store]


class MenuPage(MemberPage):
    access = holders_of(Right.EDIT_MENU)


class ThrottledPhotos(ThrottledPosts):
    """Counts only the posts with a photo."""

    limit = UPLOADS

    def is_counted(self, request):
        return super().is_counted(request) and bool(request.FILES)


class StoreList(Page, ListView):
    """The user's stores, each with the links that their role there allows."""

    access = members
    template_name = "stores/owner/list.html"
    context_object_name = "stores"

    def get_queryset(self):
        return cards_of(self.request.user)

    def get_context_data(self, **kwargs):
        archived = archived_of(self.request.user)
        now = timezone.now()
        for store in self.object_list:
            complete_card(store, now)
        return super().get_context_data(archived_count=archived.count(), **kwargs)


def cards_of(user):
    """The user's stores, with the `role` they have there."""
    offered = Q(sections__is_hidden=False, sections__products__is_hidden=False)
    stores = Store.objects.filter(archived_at=None).annotate(
        mine=FilteredRelation("members", condition=Q(members__user=user.pk))
    )
    stores = stores.filter(mine__isnull=False).annotate(
        role=F("mine__role"),
        offered=Count("sections__products", filter=offered),
        is_listed=has_menu(),
        followers=follower_count(),
    )
    # Ordered explicitly, since Django drops Meta.ordering from an aggregated query.
    return stores.select_related("category").prefetch_related("hours").order_by("name", "pk")


def complete_card(store, now):
    """Add what its card shows beside the fields."""
    store.within_hours = store.is_within_hours(now)
    store.rights = RIGHTS[store.role]
    store.role_label = MemberRole(store.role).label


def archived_of(user):
    """Archived stores that the user may bring back."""
    return Store.objects.filter(
        pk__in=stores_with(user, Right.ARCHIVE_STORE), archived_at__isnull=False
    )


class StoreSwitch(MemberPage, View):
    """Opens or closes a store."""

    access = holders_of(Right.EDIT_STORE)
    works_beyond_limits = True

    def post(self, request, slug):
        is_open = request.POST.get("is_open")
        if is_open not in ("yes", "no"):
            raise Http404
        switch_store(self.store, is_open=is_open == "yes")
        if request.htmx:
            store = cards_of(request.user).get(pk=self.store.pk)
            complete_card(store, timezone.now())
            return render(
                request, "stores/owner/_store_card.html", {"store": store, "touched": True}
            )
        return redirect("stores:mine")


@method_decorator(csp_update(POSTCODE_SERVICE), name="dispatch")
class StoreAdd(Page, ThrottledPhotos, CreateView):
    access = owners
    template_name = "stores/owner/form.html"
    form_class = StoreForm

    def get(self, request, *args, **kwargs):
        announce_limit(request, "stores", [request.user.pk])
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            store = add_store(form.save(commit=False), owner=self.request.user)
        except LimitReached as refusal:
            form.add_error(None, sentence(self.request, refusal))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(
            self.request, _("%(store)s is added. Write its menu, then open it.") % {"store": store}
        )
        return redirect("stores:menu", store.slug)


@method_decorator(csp_update(POSTCODE_SERVICE), name="dispatch")
class StoreEdit(MemberPage, ThrottledPhotos, UpdateView):
    access = holders_of(Right.EDIT_STORE)
    template_name = "stores/owner/form.html"
    form_class = StoreForm

    def get_object(self, queryset=None):
        return self.store

    def get_context_data(self, **kwargs):
        return super().get_context_data(rights=RIGHTS[self.member.role], **kwargs)

    def form_valid(self, form):
        store = form.save(commit=False)
        try:
            change_store(store, form.Meta.fields)
        except StoreRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("stores:mine")


class StoreArchive(MemberPage, TemplateView):
    access = holders_of(Right.ARCHIVE_STORE)
    works_beyond_limits = True
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
    access = holders_of(Right.ARCHIVE_STORE)
    template_name = "stores/owner/archived.html"
    context_object_name = "stores"

    def get_queryset(self):
        return archived_of(self.request.user).order_by("-archived_at")


class StoreRestore(Page, View):
    access = holders_of(Right.ARCHIVE_STORE)

    def post(self, request, slug):
        store = get_object_or_404(archived_of(request.user), slug=slug)
        restore_store(store)
        messages.success(
            request, _("%(store)s is back, and still closed. Open it here.") % {"store": store}
        )
        return redirect("stores:mine")
