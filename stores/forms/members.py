"""The forms that invite a member and change a role; only roles that the user may give are offered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stores.access import MemberRole

ROLE_HELP = {
    MemberRole.MANAGER: pgettext_lazy(
        "role", "Manager: everything but archiving the store and handing it over"
    ),
    MemberRole.STAFF: pgettext_lazy("role", "Staff: the order board, and nothing else"),
    MemberRole.GATE: pgettext_lazy("role", "Gate: lets visitors of events in, and nothing else"),
}


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, appointed: Sequence[MemberRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, ROLE_HELP[role]) for role in appointed]


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The mail with the invitation goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "role")
