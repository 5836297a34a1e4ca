"""What is typed or scanned at the counter."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import format_money
from core.money_input import MoneyInput
from core.text import VisibleCharField
from coupons.models import Benefit, Terms
from stores.prices import clean_amount

MAX_CODE_LENGTH = 40  # with spaces and hyphens
LARGE = {"class": "form-control-lg", "autocomplete": "off"}


class CounterForm(forms.Form):
    """The bill may come after the code: the coupon is shown first."""

    use_required_attribute = False

    code = VisibleCharField(
        label=gettext_lazy("Code of the coupon"),
        max_length=MAX_CODE_LENGTH,
        error_messages={"max_length": gettext_lazy("This is too long for a code.")},
        widget=forms.TextInput(
            attrs=LARGE | {"autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    bill = MoneyInput(
        label=gettext_lazy("Bill"),
        required=False,
        widget=forms.TextInput(attrs=LARGE),
        help_text=gettext_lazy("Of the items that the coupon is for."),
    )

    def __init__(
        self, *args: Any, currency: str, is_redeeming: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        bill = self.fields["bill"]
        assert isinstance(bill, MoneyInput)
        bill.in_currency(currency)
        bill.required = is_redeeming

    def clean_bill(self) -> Decimal | None:
        bill: Decimal | None = self.cleaned_data["bill"]
        if bill is None:
            return None
        if bill <= 0:
            raise forms.ValidationError(_("Write an amount above zero."))
        return clean_amount(bill, self.currency)

    def ask_for(self, terms: Terms, items: Sequence[str]) -> None:
        """Once the coupon is known: what the bill is that is asked for."""
        bill = self["bill"]  # what is shown of the field: it was created when the form was checked
        hints = [_("Only of: %(items)s") % {"items": ", ".join(items)}] if items else []
        if terms.benefit == Benefit.PIECE:
            bill.label = _("Price of the free piece")
            if terms.minimum:
                least = {"minimum": format_money(terms.minimum, self.currency)}
                hints.append(_("Check that %(minimum)s or more was ordered.") % least)
        bill.help_text = " · ".join(hints)

    def focus(self, name: str) -> None:
        """Where the cursor stands when the page opens."""
        self.fields[name].widget.attrs["autofocus"] = True
