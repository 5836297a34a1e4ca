"""Option groups that many products need, ready to be adapted."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stores.menu.edit import append
from stores.models import Option, OptionGroup, Product


@dataclass(frozen=True, slots=True)
class Starter:
    label: Any
    name: Any
    least: int
    most: int
    options: tuple[Any, ...]


OPTION_TEMPLATES = {
    "size": Starter(_("Size: choose exactly one"), _("Size"), 1, 1, (_("Regular"), _("Large"))),
    "spice": Starter(
        _("Spiciness: choose exactly one"),
        _("Spiciness"),
        1,
        1,
        (_("Mild"), _("Medium"), _("Hot")),
    ),
    "extras": Starter(
        _("Extras: up to five"), _("Extras"), 0, 5, (_("Extra rice"), _("Extra sauce"))
    ),
}


@transaction.atomic
def add_option_template(product: Product, key: str) -> OptionGroup:
    """Give the product a group of choices in the reader's language, at no extra price yet."""
    starter = OPTION_TEMPLATES[key]
    group = OptionGroup(
        product=product,
        name=str(starter.name),
        min_choices=starter.least,
        max_choices=starter.most,
    )
    append(group)
    for name in starter.options:
        append(Option(group=group, name=str(name)))
    return group
