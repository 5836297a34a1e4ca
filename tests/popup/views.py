from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from core.access import anyone
from core.pages import Page
from orders.baskets import OrderRefused
from orders.visitors import ensure_cart_owner
from tests.popup.models import Raffle
from tests.popup.services import hold


class RafflePage(Page, View):
    access = anyone

    def get(self, request, slug):
        raffle = get_object_or_404(Raffle, slug=slug)
        return render(request, "popup/raffle.html", {"raffle": raffle})

    def post(self, request, slug):
        raffle = get_object_or_404(Raffle, slug=slug)
        try:
            key = hold(raffle, ensure_cart_owner(request), int(request.POST["pieces"]))
        except OrderRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("popup:raffle", slug)
        return redirect("checkout:basket", "raffle", str(key))
