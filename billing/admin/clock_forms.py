"""Forms of the pages of test clocks; they validate only. Times are those of the active zone."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from billing.clocks.services import LAST_YEAR
from billing.models import BillingClock, Meter, Tenant
from billing.models.tenants import site_zone, validate_zone
from billing.models.usage import KEY_LENGTH
from core.currencies import currency_choices
from core.text import VisibleCharField
from payments.gateways.sandbox import SANDBOX_CARDS

FIRST_YEAR = 2000
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
BY_MINUTE = {"type": "datetime-local"}


class ClockForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new clock, with a copy of a tenant or with a new one."""

    copy_of = forms.CharField(
        label=_("copy of the tenant"),
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget,
        help_text=_(
            "The number of a tenant: its data for bills, plans, usage and balance are copied, "
            "no person, store, card or debt. Without one, the tenant is new."
        ),
    )
    legal_name = VisibleCharField(
        label=_("legal name"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )
    starts = forms.DateField(
        label=_("begins on"),
        required=False,
        widget=UnfoldAdminDateWidget,
        help_text=_("At noon of the time zone."),
    )
    zone = forms.CharField(
        label=_("time zone"),
        initial=site_zone,
        validators=[validate_zone],
        widget=UnfoldAdminTextInputWidget,
    )
    currency = forms.ChoiceField(
        choices=currency_choices, label=_("currency"), widget=UnfoldAdminSelectWidget
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES, label=_("language of bills"), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = BillingClock
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def clean_copy_of(self) -> Tenant | None:
        number = self.cleaned_data["copy_of"].strip()
        found = Tenant.objects.filter(number=number, clock=None).first()
        if number and found is None:
            raise ValidationError(_("There is no such tenant, or it has a test clock itself."))
        return found

    def clean_starts(self) -> date | None:
        starts: date | None = self.cleaned_data["starts"]
        if starts and not FIRST_YEAR <= starts.year <= LAST_YEAR:
            raise ValidationError(_("A clock begins between the years 2000 and 2099."))
        return starts

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("copy_of") and "copy_of" not in self.errors:
            for name in ("legal_name", "starts"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("A new tenant needs this."))
        return data


class AdvanceForm(forms.Form):
    until = forms.DateTimeField(
        label=_("To this time"),
        input_formats=MINUTES,
        widget=UnfoldAdminTextInputWidget(attrs=BY_MINUTE),
    )


class CardForm(forms.Form):
    card = forms.ChoiceField(
        label=_("What happens when it is charged"), widget=UnfoldAdminSelectWidget
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [
            (code, f"•••• {card.last_digits} · {card.label}")
            for code, card in SANDBOX_CARDS.items()
        ]
        self.fields["card"].choices = choices  # type: ignore[attr-defined]


class UsageForm(forms.Form):
    """`key` is that of the page, so that a form sent twice counts once."""

    key = forms.CharField(max_length=KEY_LENGTH, widget=forms.HiddenInput)
    meter = forms.ModelChoiceField(
        Meter.objects.filter(is_active=True),
        label=_("Meter"),
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )
    quantity = forms.IntegerField(label=_("Quantity"), widget=UnfoldAdminIntegerFieldWidget)
    at = forms.DateTimeField(
        label=_("Time"),
        required=False,
        input_formats=MINUTES,
        widget=UnfoldAdminTextInputWidget(attrs=BY_MINUTE),
        help_text=_("Without one, now."),
    )
