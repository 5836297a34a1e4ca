"""Who the store is by law, for its members who edit its details."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from stores.access import Right, holders_of
from stores.forms.identity import IdentityForm
from stores.identity import identity_of, is_required, missing_fields, save_identity
from stores.views.owner import MemberPage


class StoreIdentity(MemberPage, View):
    access = holders_of(Right.EDIT_STORE)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(IdentityForm(instance=identity_of(self.store)))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = IdentityForm(request.POST, instance=identity_of(self.store))
        if not form.is_valid():
            return self.show(form, status=422)
        save_identity(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("stores:identity", slug)

    def show(self, form: IdentityForm, status: int = 200) -> HttpResponse:
        context = {
            "store": self.store,
            "form": form,
            "missing": missing_fields(identity_of(self.store)),
            "is_required": is_required(self.store),
        }
        return render(self.request, "stores/owner/identity.html", context, status=status)
