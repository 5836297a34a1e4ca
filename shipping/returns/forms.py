"""The buyer's request for a return, the store's terms, and what each move of a return asks for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lifecycle import NOTE_LENGTH, Text
from core.lifecycle.forms import MoveForm, RemarkForm
from core.text import VisibleCharField
from shipping.forms import refuse_bad_number
from shipping.models import Carrier
from shipping.models.returns import TEXT_LENGTH, Return, ReturnTerms
from shipping.return_causes import FAULTS, Cause, Wish
from shipping.returns.services import ReturnRequest
from shipping.returns.windows import ReturnWindow
from shipping.settings_forms import shown
from shipping.tracking import clean_number


class ReturnRequestForm(forms.Form):
    """Pieces of each line in a field of its own; `request` is what the buyer asks for."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    cause = forms.ChoiceField(
        label=_("Why do you return it?"), choices=Cause, widget=forms.RadioSelect
    )
    text = VisibleCharField(
        label=_("What should the store know?"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wish = forms.ChoiceField(
        label=_("What would you like?"),
        choices=Wish,
        initial=Wish.REFUND,
        widget=forms.RadioSelect,
    )

    def __init__(self, window: ReturnWindow, exchanges: bool, data: Any = None) -> None:
        super().__init__(data, initial={"token": uuid4()})
        self.lines = [each.line for each in window.lines]
        if window.for_faults_only:
            faults = [(cause.value, cause.label) for cause in FAULTS]
            self.fields["cause"].choices = faults  # type: ignore[attr-defined]
        if not exchanges:
            refund = [(Wish.REFUND.value, Wish.REFUND.label)]
            self.fields["wish"].choices = refund  # type: ignore[attr-defined]
        for each in window.lines:
            self.fields[f"line_{each.line.pk}"] = _pieces_field(each.line.described, each.faulty)
        if len(window.lines) == 1:
            self.fields[f"line_{self.lines[0].pk}"].initial = window.lines[0].faulty

    @property
    def piece_fields(self) -> list[Any]:
        return [self[f"line_{line.pk}"] for line in self.lines]

    @property
    def asked(self) -> ReturnRequest:
        data = self.cleaned_data
        pieces = {line.pk: data.get(f"line_{line.pk}") or 0 for line in self.lines}
        return ReturnRequest(pieces, data["cause"], data["wish"], data["text"])

    @property
    def key(self) -> UUID:
        key: UUID = self.cleaned_data["token"]
        return key


def _pieces_field(described: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=described,
        help_text=_("At most %(most)s") % {"most": most},
        required=False,
        min_value=0,
        max_value=most,
        initial=0,
    )


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ReturnTerms
        fields = ("postage", "address", "exchanges")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.instance.store.currency
        self.fields["postage"].in_currency(currency)  # type: ignore[attr-defined]
        self.initial["postage"] = shown(self.instance.postage, currency)


class ApproveForm(MoveForm):
    meaning = _("The customer is told where to send it.")

    store_pays = forms.BooleanField(
        label=_("We pay the postage"),
        required=False,
        help_text=_("Nothing is taken off the refund."),
    )
    note = VisibleCharField(
        label=_("Message to the customer"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, row: Return | None = None) -> None:
        super().__init__(data, row)
        if row is not None and (row.is_paid_by_store or not row.postage):
            del self.fields["store_pays"]


class ReceiveForm(MoveForm):
    meaning = _("From now on you have 3 business days to refund it.")

    restock = forms.TypedMultipleChoiceField(
        label=_("Put back into stock"),
        help_text=_("Only what can be sold again."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, row: Return | None = None) -> None:
        super().__init__(data, row)
        rows = row.rows() if row is not None else []
        choices = [(each.line_id, str(each)) for each in rows if each.line.reserved]
        self.fields["restock"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["restock"]


class RefuseForm(RemarkForm):
    note = VisibleCharField(
        label=_("Reason"),
        help_text=_("The customer will read it."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExchangeForm(MoveForm):
    meaning = _("The replacement is taken from stock, and the customer is told how to follow it.")

    carrier = forms.ModelChoiceField(
        label=_("Carrier"), queryset=Carrier.objects.filter(is_offered=True)
    )
    tracking_number = forms.CharField(label=_("Tracking number"), required=False)

    def clean_tracking_number(self) -> str:
        return clean_number(self.cleaned_data["tracking_number"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_bad_number(self)
        return self.cleaned_data


class WithdrawForm(MoveForm):
    question = _("Withdraw this return?")
    meaning = _("You keep what you have. While the time for returns runs you can ask again.")


FORMS: Mapping[str, type[MoveForm]] = {
    "approve": ApproveForm,
    "receive": ReceiveForm,
    "refuse": RefuseForm,
    "exchange": ExchangeForm,
    "withdraw": WithdrawForm,
}


def return_form(verb: str, data: Any = None, row: Return | None = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of `move`."""
    return FORMS.get(verb, MoveForm)(data, row)


def meaning_of(verb: str, row: Return) -> Text:
    """The consequences of the move; of a refund what goes back."""
    return return_form(verb, row=row).meaning
