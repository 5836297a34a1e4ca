"""The button that follows a store, and the page with the stores that one follows."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import ListView, View

from core.access import signed_in
from core.pages import Page, ThrottledPosts
from core.redirects import safe_next
from core.throttle import Limit
from stores.following import follow_store, followed_stores, unfollow_store
from stores.models import Store

FOLLOWED_A_PAGE = 30


class FollowStore(Page, ThrottledPosts, View):
    """Follows or unfollows; htmx gets the button.

    A visitor who pressed it is led here from the sign-in page, by GET: then to the store.
    """

    access = signed_in
    limit = Limit("follows", times=60, seconds=600)

    def get(self, request, slug):
        return redirect(self.store_of(slug))

    def post(self, request, slug):
        store, wanted = self.store_of(slug), request.POST.get("follow")
        if wanted not in ("yes", "no"):
            raise Http404
        act = follow_store if wanted == "yes" else unfollow_store
        act(store, request.user)
        if not request.htmx:
            return redirect(safe_next(request, otherwise=store.get_absolute_url()))
        context = {"store": store, "is_followed": wanted == "yes", "touched": True}
        return render(request, "stores/customer/_follow.html", context)

    def store_of(self, slug):
        return get_object_or_404(Store, archived_at=None, slug=slug)


class FollowedStores(Page, ListView):
    """The reader's; the one that was just unfollowed stays, with its button."""

    access = signed_in
    template_name = "stores/customer/followed.html"
    context_object_name = "stores"
    paginate_by = FOLLOWED_A_PAGE

    def get_queryset(self):
        return followed_stores(self.request.user, self.request.GET.get("unfollowed", ""))
