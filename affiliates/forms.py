"""Forms of partners and of those who run a programme; they validate only."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from affiliates.bank_accounts import BankAccount
from affiliates.codes import CodeRefused, normalized, refuse_unfit
from affiliates.lifecycle import CONFIRM_FIRST, downloads_of
from affiliates.links import is_safe_path
from affiliates.models import MAX_RATE, PartnerCode, Programme, TaxKind
from affiliates.partners import Application
from core.lifecycle.forms import MoveForm
from core.money import round_money
from core.money_input import MoneyInput
from core.redirects import is_page
from core.text import VisibleCharField
from coupons.models import Campaign

AREA = {"rows": 4}


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]
    use_required_attribute = False

    class Meta:
        model = Programme
        fields = (
            *("is_on", "basis", "rate", "window_days", "return_days", "minimum_payout"),
            *("start_path", "terms"),
        )
        widgets = {"basis": forms.RadioSelect, "terms": forms.Textarea(attrs=AREA)}
        help_texts = {
            "rate": gettext_lazy("With 20, a profit of ₱500 earns a partner ₱100 a piece."),
            "window_days": gettext_lazy("The last link that was clicked counts, for so many days."),
            "return_days": gettext_lazy("After the order is completed."),
            "start_path": gettext_lazy(
                "A path of this site, as /p/my-tea/. Empty: the store's page."
            ),
            "terms": gettext_lazy("Partners agree to these, and to say that they are paid."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in self.fields["basis"].choices
            if choice[0]  # type: ignore[attr-defined]
        ]
        least = round_money(self.instance.minimum_payout, self.instance.currency)
        self.initial = {**self.initial, "rate": self.instance.percent, "minimum_payout": least}
        self.fields["minimum_payout"].in_currency(self.instance.currency)  # type: ignore[attr-defined]

    def clean_start_path(self) -> str:
        path: str = self.cleaned_data["start_path"]
        if path and not (is_safe_path(path) and is_page(path)):
            raise forms.ValidationError(_("This is no page of this site."))
        return path


class ApplicationForm(forms.Form):
    """`terms_version` is that of the terms on the page."""

    use_required_attribute = False

    name = VisibleCharField(label=gettext_lazy("Your name, or that of your channel"), max_length=60)
    channel = forms.URLField(
        label=gettext_lazy("Where you promote"),
        max_length=300,
        assume_scheme="https",
        help_text=gettext_lazy("The address of your channel, page or blog."),
    )
    plan = VisibleCharField(
        label=gettext_lazy("How you will promote"),
        max_length=1000,
        widget=forms.Textarea(attrs=AREA),
    )
    terms_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    agrees = forms.BooleanField(
        label=gettext_lazy("I agree to these terms, and will disclose that I am paid"),
        error_messages={"required": gettext_lazy("Without this you cannot be a partner.")},
    )

    @property
    def application(self) -> Application:
        names = ("name", "channel", "plan", "terms_version")
        return Application(**{name: self.cleaned_data[name] for name in names})


class CodeForm(forms.Form):
    """An empty field makes a random code."""

    use_required_attribute = False

    code = forms.CharField(
        label=pgettext_lazy("partner", "Code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("3 to 20 letters, digits or hyphens; empty for a random one."),
    )

    def clean_code(self) -> str:
        code = normalized(self.cleaned_data["code"])
        try:
            if code:
                refuse_unfit(code)
        except CodeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return code


class AccountForm(forms.Form):
    """Where a partner is paid; a stored account is entered again, never shown."""

    use_required_attribute = False

    tax_kind = forms.ChoiceField(
        label=gettext_lazy("You are"), choices=TaxKind.choices, widget=forms.RadioSelect
    )
    bank = VisibleCharField(label=gettext_lazy("Bank"), max_length=60)
    holder = VisibleCharField(label=gettext_lazy("Account holder"), max_length=60)
    number = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z -]{4,38}[0-9A-Za-z]$",
        label=gettext_lazy("Account number or IBAN"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Use digits, letters, spaces and hyphens.")},
    )

    @property
    def account(self) -> BankAccount:
        return BankAccount(
            **{name: self.cleaned_data[name] for name in ("bank", "holder", "number")}
        )


class RateForm(forms.Form):
    use_required_attribute = False

    rate = forms.DecimalField(
        label=gettext_lazy("Own rate in percent"),
        min_value=0,
        max_value=MAX_RATE,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Empty: that of the programme."),
    )


class CorrectionForm(forms.Form):
    use_required_attribute = False

    amount = MoneyInput(
        label=gettext_lazy("Amount"),
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("With a minus it is taken away."),
    )
    note = VisibleCharField(label=gettext_lazy("Reason, which the partner reads"), max_length=300)

    def __init__(self, data: Any = None, *, currency: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["amount"].in_currency(currency)  # type: ignore[attr-defined]


class CampaignForm(forms.Form):
    """The coupon that a code carries."""

    code = forms.ModelChoiceField(queryset=PartnerCode.objects.none(), widget=forms.HiddenInput)
    campaign = forms.ModelChoiceField(
        queryset=Campaign.objects.none(), required=False, label=gettext_lazy("Coupon")
    )

    def __init__(self, data: Any, *, codes: Any, campaigns: Any) -> None:
        super().__init__(data)
        self.fields["code"].queryset = codes  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]


class ProfitsForm(forms.Form):
    """A field for each product of the page."""

    use_required_attribute = False

    def __init__(self, data: Any, *, products: Any, currency: str) -> None:
        super().__init__(data)
        for product in products:
            profit = getattr(product, "profit", None)
            field = MoneyInput(
                label=product.name,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                required=False,
                currency=currency,
                initial=round_money(profit.amount, currency) if profit else None,
            )
            field.widget.attrs["class"] = "form-control"
            self.fields[str(product.pk)] = field

    @property
    def profits(self) -> Mapping[int, Decimal | None]:
        return {int(name): amount for name, amount in self.cleaned_data.items()}


class DiscardForm(MoveForm):
    """Asks for an explicit confirmation once a user has downloaded the file for the bank."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("I have made sure that the bank transfers nothing of this file"),
        error_messages={"required": CONFIRM_FIRST},
    )

    def __init__(self, data: Any = None, row: Any = None) -> None:
        super().__init__(data, row)
        if not downloads_of(row).exists():
            del self.fields["confirmed"]
