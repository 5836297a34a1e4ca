"""allauth's forms in our words: our labels, no placeholders, one short hint on passwords."""

from allauth.account import forms as allauth
from django.db import transaction
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("At least 8 characters, and not only digits.")


class InOurWords:
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


class SignInForm(InOurWords, allauth.LoginForm):
    labels = {"login": _("E-mail"), "password": _("Password")}


class SignUpForm(InOurWords, allauth.SignupForm):
    labels = {"email": _("E-mail"), "password1": _("Password")}
    field_order = ["role", "name", "email", "password1"]

    @transaction.atomic
    def save(self, request):
        return super().save(request)


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    labels = {"email": _("E-mail")}


class NewPasswordForm(InOurWords, allauth.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password again")}


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    labels = {**NewPasswordForm.labels, "oldpassword": _("Current password")}


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    labels = {"password1": _("Password"), "password2": _("Password again")}
