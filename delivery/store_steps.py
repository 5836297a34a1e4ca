"""The store's moves on a delivery: the labels of its buttons, and their forms."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lifecycle import OpenMove, open_moves
from core.lifecycle.forms import MoveForm
from delivery.models import Delivery
from delivery.rider_steps import FailureForm
from orders.forms import BIGGEST_ID

# The table labels its moves for the rider, who makes most of them.
LABELS: Mapping[str, Promise] = {
    "pick_up": _("The rider picked it up"),
    "deliver": _("It was delivered"),
    "release": _("Take it back from the rider"),
    "fail": _("It could not be delivered"),
}


class RiderForm(MoveForm):
    rider = forms.IntegerField(label=_("Rider"), min_value=1, max_value=BIGGEST_ID)


class ReleaseForm(MoveForm):
    meaning = _("A rider is looked for again.")


class DeliverForm(MoveForm):
    meaning = _("The order is completed, and its customer is told so.")


FORMS: dict[str, type[MoveForm]] = {
    "deliver": DeliverForm,
    "fail": FailureForm,
    "release": ReleaseForm,
}


def store_form(verb: str, data: Any = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of `move`."""
    return FORMS.get(verb, MoveForm)(data)


def store_steps(delivery: Delivery, actor: Actor) -> list[OpenMove]:
    """The moves open to the store, with its own labels."""
    return [
        replace(step, label=LABELS.get(step.verb, step.label))
        for step in open_moves(delivery, actor)
    ]
