"""The e-mail a person signs in with: changed by confirming the new mailbox."""

from allauth.account import views as allauth
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.forms import ChangeEmailForm
from accounts.password_limits import OWN_PASSWORD
from accounts.services import ask_for_email, unconfirmed_email
from core.access import anyone, signed_in
from core.pages import Page, ThrottledPosts
from core.throttle import Limit


class ChangeEmail(Page, ThrottledPosts, FormView):
    access = signed_in
    limit = OWN_PASSWORD
    form_class = ChangeEmailForm
    template_name = "account/email_change.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(pending=unconfirmed_email(self.request.user), **kwargs)

    def form_valid(self, form):
        address = ask_for_email(self.request.user, form.cleaned_data["email"])
        address.send_confirmation(self.request)
        return redirect("account_email")


class SendLinkAgain(Page, ThrottledPosts):
    access = signed_in
    limit = Limit("confirmation-mail", times=10, seconds=60 * 60)

    def post(self, request):
        pending = unconfirmed_email(request.user)
        if pending:
            pending.send_confirmation(request)
            messages.success(request, _("We sent a link to %(email)s.") % {"email": pending.email})
        return redirect("account_email")


class ConfirmEmail(Page, allauth.ConfirmEmailView):
    access = anyone

    def post(self, *args, **kwargs):
        try:
            with transaction.atomic():
                return super().post(*args, **kwargs)
        except IntegrityError:  # somebody signed up with this e-mail meanwhile
            messages.error(self.request, _("There is an account with this e-mail already."))
            return redirect("account_login")
