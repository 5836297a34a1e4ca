"""Base classes of the pages of requests that are confirmed by a mail (accounts.opt_in)."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts.opt_in import needs_no_mail
from core.access import anyone
from core.actors import user_of
from core.pages import Page, ThrottledPosts


class EmailForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)


class RequestPage(Page, ThrottledPosts, View):
    """One press with a verified mailbox; others write their e-mail, and confirm by its mail.

    A subclass defines `limit` and what is below, and `request_as_user(now)`, `request_by_mail(email, now)`,
    `withdraw()` and `context()`.
    """

    access = anyone
    template = ""
    refusal: type[Exception]
    requested: str | Promise  # message
    withdrawn: str | Promise  # message
    back = "/"  # URL

    @cached_property
    def user(self):
        return user_of(self.request.user)

    def is_counted(self, request):
        """Not the press that leads to the form."""
        return super().is_counted(request) and ("email" in request.POST or bool(self.user))

    def get(self, request, **kwargs):
        return self.show(EmailForm(initial={"email": self.user.email if self.user else ""}))

    def post(self, request, **kwargs):
        try:
            return self.press(request) if needs_no_mail(self.user) else self.send(request)
        except self.refusal as refusal:
            messages.info(request, str(refusal))
            return redirect(self.back)

    def press(self, request):
        if "stop" in request.POST:
            self.withdraw()
            messages.success(request, self.withdrawn)
        else:
            self.request_as_user(timezone.now())
            messages.success(request, self.requested)
        return redirect(self.back)

    def send(self, request):
        if "email" not in request.POST:
            return self.get(request)
        form = EmailForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        self.request_by_mail(form.cleaned_data["email"], timezone.now())
        return self.show(form, asked=form.cleaned_data["email"])

    def show(self, form, asked="", status=200):
        shown = {"form": form, "asked": asked, "by_press": needs_no_mail(self.user)}
        return render(self.request, self.template, {**shown, **self.context()}, status=status)


class ConfirmRequest(Page, View):
    """The page of the link in the mail. GET shows a button, since mail scanners follow links.

    A subclass defines `find(key)`, `confirm(request, now)`, `delete(pk)` and `back_of(request)`.
    """

    access = anyone
    template = ""
    refusal: type[Exception]

    def get(self, request, key):
        return self.show(self.find(key))

    def post(self, request, key):
        found = self.find(key)
        if found is None:
            return self.show(None)
        try:
            self.confirm(found, timezone.now())
        except self.refusal as refusal:
            self.delete(found.pk)
            messages.info(request, str(refusal))
            return redirect(self.back_of(found))
        return self.show(found, done=True)

    def show(self, found, done=False):
        """A link that is forged, too old or used up gets the same page."""
        context = {"found": found, "done": done or bool(found and found.confirmed_at)}
        return render(self.request, self.template, context, status=200 if found else 404)


@method_decorator(csrf_exempt, name="dispatch")
class WithdrawRequest(Page, View):
    """GET shows a button; mail providers post here for their users, without cookies (RFC 8058).

    The signed key is the proof, and it permits nothing but to withdraw that request. The page is the same
    whether the row exists any more. A subclass defines `read(key)` and `withdraw(pk)`.
    """

    access = anyone
    template = ""

    def get(self, request, key):
        return self.show(key, done=False)

    def post(self, request, key):
        if found := self.read(key):
            self.withdraw(found)
        return self.show(key, done=True)

    def show(self, key, *, done):
        if self.read(key) is None:
            raise Http404
        return render(self.request, self.template, {"done": done})
