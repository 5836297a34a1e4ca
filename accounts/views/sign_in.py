"""allauth's pages, each with declared access and, where it can be abused, a limit."""

from allauth.account import views as allauth

from accounts import sign_in_forms as forms
from accounts.password_limits import OWN_PASSWORD, trust_device
from accounts.views.google import GoogleButton
from core.access import anyone, signed_in
from core.pages import Page, ThrottledPosts
from core.throttle import Limit

HOUR = 60 * 60


class SignIn(Page, GoogleButton, allauth.LoginView):
    """Wrong passwords are counted where they are checked: accounts/password_limits.py."""

    access = anyone
    form_class = forms.SignInForm


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
