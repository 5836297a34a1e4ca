from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.text import VisibleCharField

RATINGS = [
    (5, pgettext_lazy("rating", "★★★★★ Very good")),
    (4, pgettext_lazy("rating", "★★★★☆ Good")),
    (3, pgettext_lazy("rating", "★★★☆☆ All right")),
    (2, pgettext_lazy("rating", "★★☆☆☆ Not good")),
    (1, pgettext_lazy("rating", "★☆☆☆☆ Bad")),
]


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("How was it?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect
    )
    text = VisibleCharField(
        label=_("Your words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Of your name only the first letter is shown."),
    )


class ReplyForm(forms.Form):
    reply = VisibleCharField(
        label=_("Your answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HideForm(forms.Form):
    reason = VisibleCharField(label=_("Reason"), max_length=300)
