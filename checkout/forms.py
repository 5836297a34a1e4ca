"""The form of the checkout page."""

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.forms import is_phone_number
from accounts.queries import addresses_of
from core.countries import (
    KOREA,
    KOREAN_POSTCODE,
    all_countries,
    country_choices,
    has_postcodes,
)
from core.text import VisibleCharField
from orders.fulfilment import STORE, kind_of
from orders.fulfilment import choices as fulfilment_choices
from orders.placing import Contact

# As Korean and Japanese keyboards type digits.
FULL_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")
ANOTHER = "another"  # the choice of a typed address instead of a saved one


class CheckoutForm(forms.Form):
    """The hidden fields identify the submitted page: its quote, and the page itself."""

    checkout_token = forms.UUIDField(widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    fulfilment = forms.ChoiceField(choices=fulfilment_choices, widget=forms.HiddenInput)

    place = forms.ChoiceField(label=_("Where to?"), widget=forms.RadioSelect, required=False)
    postcode = VisibleCharField(label=_("Postcode"), max_length=10, required=False)
    address = VisibleCharField(label=_("Address"), max_length=200, required=False)
    detail = VisibleCharField(label=_("Floor, unit, door"), max_length=90, required=False)

    # Only of what is sent: a rider comes from nearby.
    country = forms.CharField(label=_("Country"), max_length=2, required=False)
    region = VisibleCharField(label=_("Province or state"), max_length=100, required=False)

    name = VisibleCharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=20, validators=[is_phone_number])
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    note = VisibleCharField(label=_("Note to the store"), max_length=300, required=False)
    rider_note = VisibleCharField(label=_("Note to the rider"), max_length=300, required=False)
    cutlery = forms.BooleanField(label=_("Cutlery and napkins, please"), required=False)
    # Not required, as an order of nothing needs none; the service refuses where it is missing.
    payment = forms.ChoiceField(label=_("Payment"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, user, gateways, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user if user.is_authenticated else None
        self.addresses = addresses_of.all(user.pk) if self.user else []
        choices = [(str(address.pk), str(address)) for address in self.addresses]
        self.fields["place"].choices = [*choices, (ANOTHER, _("Another address"))]
        self.fields["place"].initial = choices[0][0] if choices else ANOTHER
        self.offer(gateways)
        if self.user:
            del self.fields["email"]
        for name, field in self.fields.items():
            if not isinstance(
                field.widget, (forms.RadioSelect, forms.HiddenInput, forms.CheckboxInput)
            ):
                field.widget.attrs["class"] = "form-control"
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE.get(name, "off")

    def offer(self, gateways):
        """Set the payment methods; the first one is preselected, if the one chosen before is not offered."""
        self.fields["payment"].choices = [(code, way.label) for code, way in gateways.items()]
        self.fields["payment"].initial = next(iter(gateways), None)
        if self.initial.get("payment") not in gateways:
            self.initial.pop("payment", None)

    def clean_postcode(self):
        return self.cleaned_data["postcode"].translate(FULL_WIDTH)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        kind = kind_of(data.get("fulfilment", ""))
        if kind.carried_by == STORE:
            self._check_destination()
        elif kind.needs_address and not self.errors.keys() & {"place", "address"}:
            self._check_door()
        return data

    def _check_door(self):
        if not self.picked and not self.cleaned_data["address"]:
            self.add_error("address", _("Please say where to deliver."))

    def _check_destination(self):
        """A parcel needs more than a rider, who can ask: a country, and a postcode where it has them."""
        data = self.cleaned_data
        if self.picked is not None:
            if not self.picked.postcode:
                self.add_error(
                    "place", _("This address has no postcode: please type it as another address.")
                )
            elif not KOREAN_POSTCODE.fullmatch(self.picked.postcode.translate(FULL_WIDTH).strip()):
                self.add_error(
                    "place",
                    _(
                        "The postcode of this address is not one of five digits: please change the address,"
                        " or type it as another one."
                    ),
                )
            return
        if not data.get("address") and "address" not in self.errors:
            self.add_error("address", _("Please say where to send it."))
        if data.get("country") not in all_countries():
            self.add_error("country", _("Please choose a country."))
        elif "postcode" not in self.errors:
            self._check_postcode(data["country"], data["postcode"])

    def _check_postcode(self, country, postcode):
        if not postcode and has_postcodes(country):
            self.add_error("postcode", _("Please give the postcode."))
        elif country == KOREA and not KOREAN_POSTCODE.fullmatch(postcode):
            self.add_error("postcode", _("A Korean postcode has five digits."))

    def offer_countries(self, codes=None):
        """The countries to choose from, by their codes; all of them by default."""
        self.countries = country_choices(codes)
        offered = [code for code, _name in self.countries]
        usual = KOREA if KOREA in offered or not offered else offered[0]
        self.fields["country"].initial = usual

    @property
    def country_options(self):
        """As HTML: the loop of a template took a third of the time of the page for 250 of them."""
        chosen = self["country"].value()
        return format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, " selected" if code == chosen else "", name) for code, name in self.countries),
        )

    @property
    def default_address(self):
        return next((address for address in self.addresses if address.is_default), None)

    @property
    def picked(self):
        """The chosen one of the customer's saved addresses, if any."""
        place = self.cleaned_data.get("place")
        return next((one for one in self.addresses if str(one.pk) == place), None)

    @property
    def contact(self):
        data = self.cleaned_data
        return Contact(
            name=data["name"],
            email=self.user.email if self.user else data["email"],
            phone=data["phone"],
            note=data["note"],
            rider_note=data["rider_note"],
            cutlery=data["cutlery"],
            **self._where(data),
        )

    def _where(self, data):
        if self.picked is None:
            typed = f"{data['address']} {data['detail']}".strip()
            return {"postcode": data["postcode"], "address": typed, **self._abroad(data)}
        return {
            "country": KOREA if self._is_sent(data) else "",
            "postcode": self.picked.postcode,
            "address": self.picked.full_address[:300],
            "latitude": self.picked.latitude,
            "longitude": self.picked.longitude,
        }

    def _abroad(self, data):
        if not self._is_sent(data):
            return {}
        return {"country": data["country"], "region": data["region"]}

    def _is_sent(self, data):
        return kind_of(data["fulfilment"]).carried_by == STORE


AUTOCOMPLETE = {
    "postcode": "postal-code",
    "address": "address-line1",
    "detail": "address-line2",
    "country": "country",
    "region": "address-level1",
    "name": "name",
    "phone": "tel",
    "email": "email",
}
