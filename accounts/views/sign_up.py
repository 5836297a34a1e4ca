"""Creating an account: the form, then the code sent to the mailbox."""

from allauth.account import views as allauth
from allauth.account.internal.flows.signup import complete_signup
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from accounts import sign_in_forms as forms
from accounts.models import Role
from accounts.sign_up import (
    SignUpRefused,
    begin_sign_up,
    finish_sign_up,
    pending_sign_up,
    send_code,
)
from accounts.views.google import GoogleButton
from core.access import anyone
from core.pages import Page, ThrottledPosts
from core.throttle import Limit

HOUR = 60 * 60

# The roles in the order of the sign-up page: role, icon, description.
ROLE_CARDS = [
    (
        Role.CUSTOMER,
        "bag",
        pgettext_lazy("role", "Order"),
        gettext_lazy("From the shops around you."),
    ),
    (
        Role.OWNER,
        "shop",
        pgettext_lazy("role", "Sell"),
        gettext_lazy("Open your store and take orders."),
    ),
    (
        Role.RIDER,
        "bicycle",
        pgettext_lazy("role", "Deliver"),
        gettext_lazy("Bring orders to people's doors."),
    ),
]


class SignUp(Page, GoogleButton, ThrottledPosts, allauth.SignupView):
    access = anyone
    limit = Limit("sign-up", times=20, seconds=HOUR)
    form_class = forms.SignUpForm

    def get_initial(self):
        role = self.request.GET.get("role")
        return {
            **super().get_initial(),
            **({"role": role} if role in settings.SIGN_UP_ROLES else {}),
        }

    def get_context_data(self, **kwargs):
        cards = [card for card in ROLE_CARDS if card[0] in settings.SIGN_UP_ROLES]
        return super().get_context_data(role_cards=cards, **kwargs)

    def form_valid(self, form):
        begin_sign_up(self.request, **form.cleaned_data, next=self.get_success_url())
        return redirect("account_sign_up_code")


class SignUpPage(Page, ThrottledPosts):
    """A page of a pending sign-up; without one it redirects to the sign-up form."""

    access = anyone

    def dispatch(self, request, *args, **kwargs):
        self.pending = pending_sign_up(request) or {}
        if request.user.is_authenticated or not self.pending:
            return redirect("account_signup")
        return super().dispatch(request, *args, **kwargs)


class TypeCode(SignUpPage, FormView):
    limit = Limit("sign-up-codes", times=60, seconds=HOUR)
    form_class = forms.CodeForm
    template_name = "account/sign_up_code.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(email=self.pending["email"], **kwargs)

    def form_valid(self, form):
        try:
            user = finish_sign_up(self.request, form.cleaned_data["code"])
        except SignUpRefused as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        return complete_signup(self.request, user=user, redirect_url=self.pending["next"])


class SendCodeAgain(SignUpPage):
    limit = SignUp.limit

    def post(self, request):
        if send_code(request):
            messages.success(request, _("We sent you another mail. Earlier codes no longer work."))
        return redirect("account_sign_up_code")
