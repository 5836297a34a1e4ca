"""Asking to be told when a sold-out product is back, confirming that, and stopping it."""

import re

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.views.opt_in import ConfirmRequest, RequestPage, WithdrawRequest
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
    request_to_confirm,
    request_to_stop,
    stop_as_user,
)

PATH = re.compile(r"/(?!/)[^\\\s\x00-\x1f\x7f]*")


class AskRestock(RequestPage):
    limit = ASKING
    template = "stores/restock.html"
    refusal = RestockRefused
    requested = _("We will tell you once when it is back.")
    withdrawn = _("We will not tell you any more.")

    @cached_property
    def product(self):
        try:
            pk = signing.Signer(salt=RESTOCK_SALT).unsign(self.kwargs["key"])
        except signing.BadSignature as error:
            raise Http404 from error
        sold = Product.objects.filter(section__store__archived_at=None, is_hidden=False)
        return get_object_or_404(sold.select_related("section__store"), pk=pk)

    @cached_property
    def back(self):
        """The path of the page with the product, from where it was asked."""
        page = self.request.POST.get("page") or self.request.GET.get("page") or ""
        if len(page) <= PAGE_LENGTH and PATH.fullmatch(page) and is_local_path(page):
            return page
        try:
            return self.product.store.get_absolute_url()
        except NoReverseMatch:  # browsing stores is switched off
            return "/"

    def request_as_user(self, now):
        ask_as_user(self.product, self.user, self.back, now)

    def request_by_mail(self, email, now):
        ask_by_mail(self.product, email, self.back, now)

    def withdraw(self):
        stop_as_user(self.product, self.user)

    def context(self):
        is_asked = is_waiting(self.product, self.user)
        return {"product": self.product, "page": self.back, "is_waiting": is_asked}


class ConfirmRestock(ConfirmRequest):
    template = "stores/restock_confirm.html"
    refusal = RestockRefused
    find = staticmethod(request_to_confirm)
    confirm = staticmethod(confirm)
    delete = staticmethod(delete_request)

    def back_of(self, found):
        return found.page or "/"


class StopRestock(WithdrawRequest):
    template = "stores/restock_stop.html"
    read = staticmethod(request_to_stop)
    withdraw = staticmethod(delete_request)
