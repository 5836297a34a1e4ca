"""Templates of option groups that many products need, which owners adapt."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stores.menu.edit import append
from stores.models import Option, OptionGroup, Product


@dataclass(frozen=True, slots=True)
class OptionTemplate:
    label: Any
    name: Any
    least: int
    most: int
    options: tuple[Any, ...]


OPTION_TEMPLATES = {
    "size": OptionTemplate(
        _("Size: choose exactly one"), _("Size"), 1, 1, (_("Regular"), _("Large"))
    ),
    "spice": OptionTemplate(
        _("Spiciness: choose exactly one"),
        _("Spiciness"),
        1,
        1,
        (_("Mild"), _("Medium"), _("Hot")),
    ),
    "extras": OptionTemplate(
        _("Extras: up to five"), _("Extras"), 0, 5, (_("Extra rice"), _("Extra sauce"))
    ),
}


@transaction.atomic
def add_option_template(product: Product, key: str) -> OptionGroup:
    """Add an option group from a template in the active language, with prices of zero."""
    template = OPTION_TEMPLATES[key]
    group = OptionGroup(
        product=product,
        name=str(template.name),
        min_choices=template.least,
        max_choices=template.most,
    )
    append(group)
    for name in template.options:
        append(Option(group=group, name=str(name)))
    return group
