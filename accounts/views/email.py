"""The e-mail a user signs in with: changed by confirming the new mailbox."""

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.emails import ask_for_email, confirm_email, send_link, unconfirmed_email, user_of_link
from accounts.forms import ChangeEmailForm
from accounts.password_limits import OWN_PASSWORD
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
        ask_for_email(self.request.user, form.cleaned_data["email"])
        return redirect("account_email")


class SendLinkAgain(Page, ThrottledPosts):
    access = signed_in
    limit = Limit("confirmation-mail", times=10, seconds=60 * 60)

    def post(self, request):
        pending = unconfirmed_email(request.user)
        if pending:
            send_link(request.user, pending)
            messages.success(request, _("We sent a link to %(email)s.") % {"email": pending})
        return redirect("account_email")


class ConfirmEmail(Page, TemplateView):
    """GET shows a button, since mail programs prefetch links; POST confirms."""

    access = anyone
    template_name = "account/email_confirm.html"

    def get_context_data(self, **kwargs):
        found = user_of_link(self.kwargs["key"])
        return super().get_context_data(
            can_confirm=bool(found), email=found[1] if found else "", **kwargs
        )

    def post(self, request, key):
        found = user_of_link(key)
        if not found:
            return self.get(request, key=key)
        user, email = found
        try:
            confirm_email(user, email)
        except IntegrityError:  # another account took this e-mail meanwhile
            messages.error(request, _("There is an account with this e-mail already."))
            return redirect("account_login")
        messages.success(request, _("%(email)s is confirmed. Thank you.") % {"email": email})
        return redirect("accounts:start" if request.user.is_authenticated else "account_login")
