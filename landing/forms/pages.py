"""Forms of a page as a whole: a new one, publishing."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.moment_input import MomentInput
from core.text import VisibleCharField
from stores.models import Product, Store
from stores.slugs import MAX_LENGTH

NOW, LATER = "now", "later"


def products_of(store: Store) -> Any:
    """All products of the store in the order of its menu, hidden ones too: a page may sell those."""
    products = Product.objects.filter(section__store=store).select_related("section")
    return products.order_by("section__position", "section", "position", "pk")


class PageForm(forms.Form):
    title = VisibleCharField(
        label=_("Title"),
        max_length=80,
        help_text=_("The name of the page in search results, and its address is made from it."),
    )
    products = forms.ModelMultipleChoiceField(
        label=_("What it sells"),
        queryset=Product.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One product, or its variants: sizes, colours, flavours."),
    )

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["products"].queryset = products_of(store)  # type: ignore[attr-defined]


class NameForm(forms.Form):
    title = VisibleCharField(
        label=_("Title"), max_length=80, help_text=_("The name of the page in search results.")
    )
    slug = VisibleCharField(
        label=_("Name in the address"),
        max_length=MAX_LENGTH,
        help_text=_("Letters, digits and hyphens. The former address leads to the new one."),
    )

    def clean_slug(self) -> str:
        slug: str = slugify(self.cleaned_data["slug"], allow_unicode=True).strip("-_")
        if not slug:
            raise forms.ValidationError(_("Use letters, digits and hyphens."))
        return slug


class PublishForm(forms.Form):
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LATER, _("At a later time"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    publish_at = MomentInput(label=_("Shown from"), required=False)
    note = VisibleCharField(
        label=_("Note for your team"), max_length=200, required=False, help_text=_("What is new?")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == LATER and not data.get("publish_at") and not self.errors:
            self.add_error("publish_at", _("Choose the time."))
        if data.get("when") == NOW:
            data["publish_at"] = None
        return data
