from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    name = forms.CharField(label=_("Name"), max_length=60)
    role = forms.ChoiceField(label=_("I am a"), choices=Role, initial=Role.CUSTOMER)

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.role = self.cleaned_data["role"]
        user.language = request.LANGUAGE_CODE
        user.save(update_fields=["name", "role", "language"])
