"""Forms of owners; they validate only."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Tenant
from billing.models.tenants import NO_ZONES
from billing.tenants import TenantData


class TenantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whom bills are made out to."""

    use_required_attribute = False

    class Meta:
        model = Tenant
        fields = ("legal_name", "business_number", "billing_email", "language", "zone")
        help_texts = {
            "legal_name": _("As it should stand on your bills."),
            "billing_email": _("Bills and reminders are sent there."),
            "zone": _("Months begin and end by it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [
            (zone, zone.replace("_", " ")) for zone in sorted(available_timezones() - NO_ZONES)
        ]
        self.fields["zone"] = forms.ChoiceField(
            choices=zones, label=_("Time zone"), help_text=self.fields["zone"].help_text
        )

    @property
    def tenant_data(self) -> TenantData:
        """Of a valid form."""
        return TenantData(**self.cleaned_data)
