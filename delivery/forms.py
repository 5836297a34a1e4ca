"""Forms for riders: who they are and where they work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.models import Rider, WorkingArea
from delivery.riders import LEAST_RADIUS, MOST_RADIUS


class VehicleForm(forms.ModelForm):
    class Meta:
        model = Rider
        fields = ("vehicle",)
        widgets = {"vehicle": forms.RadioSelect}


class AreaForm(forms.ModelForm):
    make_active = forms.BooleanField(label=_("I work here now"), required=False)

    class Meta:
        model = WorkingArea
        fields = ("label", "line", "latitude", "longitude", "radius_km")
        labels = {"line": _("Around which address?")}
        widgets = {
            "line": forms.TextInput({"autocomplete": "address-line1"}),
            "latitude": forms.NumberInput({"step": "any"}),
            "longitude": forms.NumberInput({"step": "any"}),
            "radius_km": forms.NumberInput(
                {"step": "0.5", "min": str(LEAST_RADIUS), "max": str(MOST_RADIUS)}
            ),
        }
