"""Who carries parcels: data, since carriers change the pages on which a parcel is followed."""

import re
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField
from shipping.tracking import compact

OTHER = "other"  # the code of the carrier that stands for any other


def check_pattern(text: str) -> None:
    """Raises ValidationError unless it is a regular expression."""
    try:
        re.compile(text)
    except re.error as error:
        raise ValidationError(_("This is no regular expression.")) from error


class Carrier(models.Model):
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = VisibleField(_("name"), max_length=60)
    name_ko = VisibleField(_("name in Korean"), max_length=60, blank=True)
    url = models.CharField(
        _("page of a parcel"),
        max_length=200,
        blank=True,
        help_text=_("With {n} in the place of the tracking number; empty where there is none."),
    )
    pattern = models.CharField(
        _("pattern of its numbers"),
        max_length=200,
        blank=True,
        db_default="",
        validators=[check_pattern],
        help_text=_(
            "A regular expression of whole numbers without spaces and hyphens, if the carrier publishes"
            " what they look like; else any number is taken."
        ),
    )
    needs_number = models.BooleanField(_("gives tracking numbers"), default=True)
    is_offered = models.BooleanField(_("offered to stores"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://", url__contains="{n}"),
                name="carrier_url_is_a_template",
                violation_error_message=_(
                    "Write an address that begins with https:// and contains {n}."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name_ko if get_language() == "ko" and self.name_ko else self.name

    def link(self, number: str) -> str:
        """The page on which a parcel is followed; empty where the carrier has none."""
        plain = quote(compact(number), safe="")
        return self.url.replace("{n}", plain) if self.url and number else ""

    def gives(self, number: str) -> bool:
        """Whether the number looks like its own; any does without a pattern."""
        return not self.pattern or bool(re.fullmatch(self.pattern, compact(number)))
