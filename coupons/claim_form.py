"""What the button that claims a coupon sends."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from coupons.models import Audience, Campaign

MAX_CODE_LENGTH = 30
OLD_PAGE = _("This page is too old. Please press the button once more.")


def page_with_code(number: str, code: str) -> str:
    """The path of a campaign's page where the code is filled in already."""
    page = reverse("coupons:campaign", args=[number])
    return f"{page}?{urlencode({'code': code[:MAX_CODE_LENGTH]})}" if code else page


class ClaimForm(forms.Form):
    """`press` identifies one press of the button; `code` is asked only where the campaign has one.

    The button of a campaign for followers may have `follow`: it follows the store as well.
    """

    press = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": OLD_PAGE, "invalid": OLD_PAGE},
    )
    code = forms.CharField(label=_("Secret code"), max_length=MAX_CODE_LENGTH)
    follow = forms.BooleanField(required=False)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if campaign.audience == Audience.CODES:
            self.fields["code"].label = _("Code for one coupon")
        elif campaign.audience != Audience.CODE:
            del self.fields["code"]
        if campaign.audience != Audience.FOLLOWERS:
            del self.fields["follow"]
