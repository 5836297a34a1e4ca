"""Asking to be told when a sold-out product is back, confirming that, and stopping it."""

import re

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core.access import anyone
from core.actors import user_of
from core.pages import Page, ThrottledPosts
from core.redirects import is_local_path
from stores.models import Product
from stores.models.menu import RESTOCK_SALT
from stores.models.restocks import PAGE_LENGTH
from stores.restocks import (
    ASKING,
    RestockRefused,
    ask_as_user,
    ask_by_mail,
    confirm,
    delete_request,
    is_waiting,
    may_ask_at_once,
    request_to_confirm,
    request_to_stop,
    stop_as_user,
)

PATH = re.compile(r"/(?!/)[^\\\s\x00-\x1f\x7f]*")


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)


class AskRestock(Page, ThrottledPosts, View):
    """One press with a verified mailbox; others write their e-mail, and confirm by its mail."""

    access = anyone
    limit = ASKING

    def is_counted(self, request):
        """Not the press that leads to the form."""
        return super().is_counted(request) and ("email" in request.POST or bool(self.user))

    @cached_property
    def user(self):
        return user_of(self.request.user)

    @cached_property
    def product(self):
        try:
            pk = signing.Signer(salt=RESTOCK_SALT).unsign(self.kwargs["key"])
        except signing.BadSignature as error:
            raise Http404 from error
        sold = Product.objects.filter(section__store__archived_at=None, is_hidden=False)
        return get_object_or_404(sold.select_related("section__store"), pk=pk)

    @cached_property
    def page(self):
        """The path of the page with the product, from where it was asked."""
        page = self.request.POST.get("page") or self.request.GET.get("page") or ""
        if len(page) <= PAGE_LENGTH and PATH.fullmatch(page) and is_local_path(page):
            return page
        try:
            return self.product.store.get_absolute_url()
        except NoReverseMatch:  # browsing stores is switched off
            return "/"

    def get(self, request, key):
        return self.show(EmailForm(initial={"email": self.user.email if self.user else ""}))

    def post(self, request, key):
        form = EmailForm(request.POST)
        try:
            return self.ask(request, form)
        except RestockRefused as refusal:
            messages.info(request, str(refusal))
            return redirect(self.page)

    def ask(self, request, form):
        if may_ask_at_once(self.user):
            return self.press(request)
        if "email" not in request.POST:
            return self.get(request, self.kwargs["key"])
        if not form.is_valid():
            return self.show(form, status=422)
        ask_by_mail(self.product, form.cleaned_data["email"], self.page, timezone.now())
        return self.show(form, asked=form.cleaned_data["email"])

    def press(self, request):
        if "stop" in request.POST:
            stop_as_user(self.product, self.user)
            messages.success(request, _("We will not tell you any more."))
        else:
            ask_as_user(self.product, self.user, self.page, timezone.now())
            messages.success(request, _("We will tell you once when it is back."))
        return redirect(self.page)

    def show(self, form, asked="", status=200):
        context = {
            "product": self.product,
            "page": self.page,
            "form": form,
            "asked": asked,
            "by_press": may_ask_at_once(self.user),
            "is_waiting": is_waiting(self.product, self.user),
        }
        return render(self.request, "stores/restock.html", context, status=status)


class ConfirmRestock(Page, View):
    """The page of the link in the mail. GET shows a button, since mail scanners follow links."""

    access = anyone

    def get(self, request, key):
        return self.show(request_to_confirm(key))

    def post(self, request, key):
        found = request_to_confirm(key)
        if found is None:
            return self.show(None)
        try:
            confirm(found, timezone.now())
        except RestockRefused as refusal:
            delete_request(found.pk)
            messages.info(request, str(refusal))
            return redirect(found.page or "/")
        return self.show(found, done=True)

    def show(self, found, done=False):
        """A link that is forged, too old or used up gets the same page."""
        context = {"found": found, "done": done or bool(found and found.confirmed_at)}
        status = 200 if found else 404
        return render(self.request, "stores/restock_confirm.html", context, status=status)


@method_decorator(csrf_exempt, name="dispatch")
class StopRestock(Page, View):
    """GET shows a button; mail providers post here for their users, without cookies (RFC 8058).

    The signed key is the proof, and it permits nothing but to delete that request.
    """

    access = anyone

    def get(self, request, key):
        return self.show(key, done=False)

    def post(self, request, key):
        found = request_to_stop(key)
        if found:
            delete_request(found)
        return self.show(key, done=True)

    def show(self, key, *, done):
        if request_to_stop(key) is None:
            raise Http404
        return render(self.request, "stores/restock_stop.html", {"done": done})
