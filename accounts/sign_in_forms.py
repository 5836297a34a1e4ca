"""Forms of signing in and up; allauth's with our labels, no placeholders, one short hint on passwords."""

from allauth.account import forms as allauth
from allauth.account.fields import EmailField, PasswordField
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.text import VisibleCharField

PASSWORD_HINT = _("At least 8 characters, and not only digits.")


def sign_up_roles() -> list[tuple[str, str]]:
    return [choice for choice in Role.choices if choice[0] in settings.SIGN_UP_ROLES]


class PlainLabels:
    labels: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name == "password1":
                field.help_text = PASSWORD_HINT
            elif name in ("password", "oldpassword"):
                field.help_text = ""


class SignInForm(PlainLabels, allauth.LoginForm):
    labels = {"login": _("E-mail"), "password": _("Password")}


class SignUpForm(PlainLabels, forms.Form):
    role = forms.ChoiceField(
        label=_("I want to"),
        choices=sign_up_roles,
        initial=Role.CUSTOMER,
        widget=forms.RadioSelect,
    )
    name = VisibleCharField(
        label=_("Name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = EmailField(label=_("E-mail"), max_length=254)
    password1 = PasswordField(label=_("Password"), autocomplete="new-password", max_length=1000)

    def clean(self):
        """Refuse a password too similar to the name or e-mail."""
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in ("name", "email") if name in cleaned}
        if "password1" in cleaned:
            try:
                validate_password(cleaned["password1"], User(**given))
            except forms.ValidationError as error:
                self.add_error("password1", error)
            cleaned["password"] = cleaned.pop("password1", "")
        return cleaned


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split())


class ResetPasswordForm(PlainLabels, allauth.ResetPasswordForm):
    labels = {"email": _("E-mail")}


class NewPasswordForm(PlainLabels, allauth.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password again")}


class ChangePasswordForm(PlainLabels, allauth.ChangePasswordForm):
    labels = {**NewPasswordForm.labels, "oldpassword": _("Current password")}


class SetPasswordForm(PlainLabels, allauth.SetPasswordForm):
    labels = {"password1": _("Password"), "password2": _("Password again")}
