from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DeleteView, ListView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from accounts.forms import AddressForm
from accounts.models import Address
from accounts.redirects import redirect_next
from accounts.services import AddressRefused, delete_address, make_default, save_address
from core.access import signed_in
from core.pages import Page
from core.redirects import safe_next

# The Korean postcode service: its script, and the frame in which it searches.
POSTCODE_SERVICE = {
    "script-src": [SELF, "https://t1.daumcdn.net"],
    "frame-src": ["https://postcode.map.daum.net", "https://*.daum.net"],
}


class AddressPage(Page):
    """Shows and changes the user's own addresses only; `next` is the page to return to."""

    access = signed_in

    def get_queryset(self):
        return Address.objects.filter(user=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=safe_next(self.request), **kwargs)

    def back(self):
        return redirect_next(self.request, otherwise="accounts:addresses")


class AddressList(AddressPage, ListView):
    template_name = "accounts/addresses.html"


@method_decorator(csp_update(POSTCODE_SERVICE), name="dispatch")
class AddressFormPage(AddressPage):
    form_class = AddressForm
    template_name = "accounts/address_form.html"

    def form_valid(self, form):
        try:
            save_address(form.instance, make_default=form.cleaned_data["make_default"])
        except AddressRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return self.back()


class AddAddress(AddressFormPage, CreateView):
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": Address(user=self.request.user)}


class EditAddress(AddressFormPage, UpdateView):
    def get_initial(self):
        return {"make_default": self.object.is_default}


class MakeDefault(AddressPage, SingleObjectMixin):
    def post(self, request, pk):
        make_default(self.get_object())
        return self.back()


class DeleteAddress(AddressPage, DeleteView):
    template_name = "accounts/address_delete.html"

    def form_valid(self, form):
        delete_address(self.object)
        messages.success(self.request, _("Address deleted."))
        return self.back()
