"""allauth's pages, each with declared access and, where it can be abused, a limit."""

from allauth.account import views as allauth
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import sign_in_forms as forms
from accounts.models import Role
from accounts.password_limits import OWN_PASSWORD, trust_device
from accounts.views.google import GoogleButton
from core.access import anyone, signed_in
from core.pages import Page, ThrottledPosts
from core.throttle import Limit

HOUR = 60 * 60

# What each role means, in the order of the sign-up page: role, icon, what it is for.
ROLE_CARDS = [
    (
        Role.CUSTOMER,
        "bag",
        pgettext_lazy("role", "Order"),
        _("Food and more from the shops around you."),
    ),
    (Role.OWNER, "shop", pgettext_lazy("role", "Sell"), _("Open your store and take orders.")),
    (Role.RIDER, "bicycle", pgettext_lazy("role", "Deliver"), _("Bring orders to people's doors.")),
]


class SignIn(Page, GoogleButton, allauth.LoginView):
    """Wrong passwords are counted where they are looked at: accounts/password_limits.py."""

    access = anyone
    form_class = forms.SignInForm


class SignUp(Page, GoogleButton, ThrottledPosts, allauth.SignupView):
    access = anyone
    limit = Limit("sign-up", times=20, seconds=HOUR)
    form_class = forms.SignUpForm

    def get_initial(self):
        wish = self.request.GET.get("role")
        return {**super().get_initial(), **({"role": wish} if wish in Role.values else {})}

    def get_context_data(self, **kwargs):
        return super().get_context_data(role_cards=ROLE_CARDS, **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IntegrityError:  # two sign-ups with one e-mail at the same moment
            form.add_error("email", _("There is an account with this e-mail already."))
            return self.form_invalid(form)


class SignOut(Page, allauth.LogoutView):
    access = anyone


class Inactive(Page, allauth.AccountInactiveView):
    access = anyone


class ResetPassword(Page, ThrottledPosts, allauth.PasswordResetView):
    access = anyone
    limit = Limit("password-reset", times=10, seconds=HOUR)
    form_class = forms.ResetPasswordForm


class ResetPasswordDone(Page, allauth.PasswordResetDoneView):
    access = anyone


class NewPassword(Page, ThrottledPosts, allauth.PasswordResetFromKeyView):
    access = anyone
    limit = Limit("new-password", times=20, seconds=HOUR)
    form_class = forms.NewPasswordForm

    def form_valid(self, form):
        response = super().form_valid(form)
        trust_device(self.request, response, self.reset_user.email)
        return response


class NewPasswordDone(Page, allauth.PasswordResetFromKeyDoneView):
    access = anyone


class ChangePassword(Page, ThrottledPosts, allauth.PasswordChangeView):
    access = signed_in
    limit = OWN_PASSWORD
    form_class = forms.ChangePasswordForm


class SetPassword(Page, ThrottledPosts, allauth.PasswordSetView):
    access = signed_in
    limit = OWN_PASSWORD
    form_class = forms.SetPasswordForm
