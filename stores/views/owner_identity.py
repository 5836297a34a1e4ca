"""Who the store is by law, for its members who edit its details; `next` is where they came from."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core.redirects import safe_next
from stores.access import Right, holders_of
from stores.forms.identity import IdentityForm
from stores.identity import identity_of, is_required, missing_fields, save_identity
from stores.views.owner import MemberPage


class StoreIdentity(MemberPage, View):
    access = holders_of(Right.EDIT_STORE)
    works_beyond_limits = True  # the law asks for it

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(IdentityForm(instance=identity_of(self.store)))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = IdentityForm(request.POST, instance=identity_of(self.store))
        if not form.is_valid():
            return self.show(form, status=422)
        save_identity(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect(self.next_page())

    def next_page(self) -> str:
        """This page while something is missing, and then the page that led here."""
        here = reverse("stores:identity", args=[self.store.slug])
        next_path = safe_next(self.request)
        if next_path and missing_fields(identity_of(self.store)):
            return f"{here}?{urlencode({'next': next_path})}"
        return next_path or here

    def show(self, form: IdentityForm, status: int = 200) -> HttpResponse:
        context = {
            "store": self.store,
            "form": form,
            "missing": missing_fields(identity_of(self.store)),
            "is_required": is_required(self.store),
            "next": safe_next(self.request),
        }
        return render(self.request, "stores/owner/identity.html", context, status=status)
