from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Address, User

is_phone_number = RegexValidator(
    r"^\+?[0-9][0-9 ().-]{5,18}[0-9]$", _("Write a phone number, such as 010-1234-5678.")
)


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "phone", "language"]
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["phone"].validators.append(is_phone_number)


class PasswordConfirmation(forms.Form):
    """Asks for the current password, if the user has one."""

    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."))


class ChangeEmailForm(PasswordConfirmation):
    field_order = ["email", "password"]
    email = forms.EmailField(label=_("New e-mail"), max_length=254)

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email == self.user.email:
            raise forms.ValidationError(_("That is the e-mail of your account already."))
        return email


class DeleteAccountForm(PasswordConfirmation):
    """Users who sign in by Google alone type their e-mail instead of a password."""

    email = forms.EmailField(label=_("Type your e-mail to confirm"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.user.has_usable_password():
            del self.fields["email"]

    def clean_email(self):
        if self.cleaned_data["email"].lower() != self.user.email:
            raise forms.ValidationError(_("This is not the e-mail of your account."))


class AddressForm(forms.ModelForm):
    make_default = forms.BooleanField(
        label=_("Deliver here unless I say otherwise"), required=False
    )

    class Meta:
        model = Address
        fields = ["label", "postcode", "line", "detail", "latitude", "longitude"]
        widgets = {
            "postcode": forms.TextInput({"autocomplete": "postal-code", "inputmode": "numeric"}),
            "line": forms.TextInput({"autocomplete": "address-line1"}),
            "detail": forms.TextInput({"autocomplete": "address-line2"}),
            "latitude": forms.NumberInput({"step": "any"}),
            "longitude": forms.NumberInput({"step": "any"}),
        }

    def clean(self):
        cleaned = super().clean()
        missing = [name for name in ("latitude", "longitude") if cleaned.get(name) is None]
        if len(missing) == 1 and missing[0] not in self.errors:
            self.add_error(missing[0], _("Give both coordinates, or neither."))
        return cleaned
