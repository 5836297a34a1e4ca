"""The form of a store; those of its menu and hours are in forms_menu.py and forms_hours.py."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import is_phone_number
from stores.forms.fields import PhotoField, show_money
from stores.models import Product, Store
from stores.prices import clean_amount

AMOUNTS = ["minimum_order", "delivery_fee"]


class StoreForm(forms.ModelForm):
    photo = PhotoField()

    class Meta:
        model = Store
        fields = [
            "name",
            "category",
            "description",
            "phone",
            "photo",
            "postcode",
            "line",
            "detail",
            "latitude",
            "longitude",
            "currency",
            *AMOUNTS,
            "offers_delivery",
            "offers_pickup",
            "offers_tickets",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "postcode": forms.TextInput(attrs={"inputmode": "numeric"}),
            **dict.fromkeys(["latitude", "longitude"], forms.TextInput({"inputmode": "decimal"})),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(is_phone_number)
        if self._has_products:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _("Fixed, because the menu has prices in it.")
        show_money(self, AMOUNTS, str(self["currency"].value()))

    def clean(self):
        data = super().clean() or {}
        self._check_amounts(data)
        self._check_offers(data)
        one_missing = (data.get("latitude") is None) != (data.get("longitude") is None)
        if one_missing and not {"latitude", "longitude"} & self.errors.keys():
            self.add_error("latitude", _("Give both coordinates, or neither."))
        return data

    def _check_offers(self, data):
        """The constraint, which Django leaves out as the settings of shipping have another page.

        And a menu that nobody could order from is most likely a mistake.
        """
        sends = self.instance.offers_shipping
        if data.get("offers_delivery") or data.get("offers_pickup") or sends:
            return
        if not data.get("offers_tickets"):
            self.add_error(None, _("Offer delivery, pickup, shipping or tickets."))
        elif self._has_products:
            self.add_error(
                None, _("Offer delivery, pickup or shipping for the products on its menu.")
            )

    @property
    def _has_products(self):
        store = self.instance.pk
        return bool(store) and Product.objects.filter(section__store=store).exists()

    def _check_amounts(self, data):
        for name in AMOUNTS:
            if data.get(name) is None or "currency" not in data:
                continue
            try:
                if data[name] < 0:
                    raise ValidationError(_("This cannot be less than zero."))
                data[name] = clean_amount(data[name], data["currency"])
            except ValidationError as error:
                self.add_error(name, error)
