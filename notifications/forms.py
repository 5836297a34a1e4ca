"""The form of mail preferences."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.notifications import kinds_for
from notifications.advertising import time_zones
from notifications.services import wants_mail


class PreferencesForm(forms.Form):
    """A checkbox for each kind the user may be sent, grouped by audience."""

    def __init__(self, *args, user, **kwargs):
        self.kinds = kinds_for(user)
        super().__init__(*args, **kwargs)
        self.initial = wants_mail(user, self.kinds)
        for kind in self.kinds:
            self.fields[kind.code] = forms.BooleanField(required=False, label=kind.name)

    @property
    def groups(self):
        """[(heading, [(field, kind), …]), …] in the order of the table."""
        found: dict = {}
        for kind in self.kinds:
            found.setdefault(kind.audience.label, []).append((self[kind.code], kind))
        return list(found.items())

    @property
    def has_advertising(self):
        return any(kind.advertising for kind in self.kinds)


class ConsentForm(forms.Form):
    """The consent to advertising; the time zone is asked, since its night is quiet."""

    consent = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    time_zone = forms.ChoiceField(label=_("Your time zone"), required=False)

    def __init__(self, *args, consent=None, **kwargs):
        super().__init__(*args, **kwargs)
        zone = consent.time_zone if consent else settings.TIME_ZONE
        names = sorted({zone, settings.TIME_ZONE, *time_zones()})
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in names]
        self.fields["time_zone"].initial = zone

    def clean_time_zone(self):
        return self.cleaned_data["time_zone"] or settings.TIME_ZONE
