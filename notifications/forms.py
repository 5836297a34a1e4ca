"""The form of mail preferences."""

from django import forms

from core.notifications import kinds_for
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
