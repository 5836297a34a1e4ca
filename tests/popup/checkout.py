"""The raffle's part of the checkout page: a friend's code, which lowers the price, and a lucky word."""

from decimal import Decimal

from django import forms

from orders.baskets import OrderRefused
from orders.checkout_parts import CheckoutPart
from orders.pricing import PriceChange, Pricing
from tests.popup.baskets import HeldTickets
from tests.popup.models import Sale


class FriendForm(forms.Form):
    code = forms.ChoiceField(choices=[("", "none"), ("FRIEND", "a friend's")], required=False)
    word = forms.CharField(max_length=20, required=False)


def friend_form(data, *, basket, buyer, prefix):
    return FriendForm(data, prefix=prefix) if isinstance(basket, HeldTickets) else None


def remember_word(order, data):
    if data["word"] == "jinx":
        raise OrderRefused("That word brings no luck.")
    Sale.objects.filter(order=order).update(word=data["word"])


def friends_discount(pricing: Pricing):
    """Ten percent off for friends."""
    if pricing.choices.get("popup", {}).get("code"):
        amount = -sum(pricing.line_amounts) / 10
        yield PriceChange("popup_friend", Decimal(amount), source="popup:FRIEND")


PART = CheckoutPart("popup", friend_form, "popup/_part.html", on_placed=remember_word)
