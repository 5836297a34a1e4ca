"""Visitors who came by a partner's link, without anything that could identify them later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from affiliates.models.partners import PartnerCode

VISITOR_LENGTH = 32  # hexadecimal digits


class ClickKey(models.Model):
    """The secret by which visitors of one day are distinguished; deleted two days later."""

    day = models.DateField(unique=True)
    key = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.day)


class Click(models.Model):
    """One visitor of one link within 24 hours; `visitor` is hashed with the key of the day."""

    code = models.ForeignKey(
        PartnerCode,
        verbose_name=_("code"),
        on_delete=models.PROTECT,
        related_name="clicks",
        db_index=False,  # the index below begins with it
    )
    visitor = models.CharField(max_length=VISITOR_LENGTH)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        ordering = ["pk"]
        indexes = [models.Index(fields=["code", "at"], name="clicks_of_a_code")]
        constraints = [
            models.UniqueConstraint(fields=["code", "visitor"], name="one_click_a_visitor_and_day")
        ]

    def __str__(self) -> str:
        return str(self.code)
