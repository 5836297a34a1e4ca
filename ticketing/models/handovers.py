"""Offers of a ticket to another person, which end when they are accepted or withdrawn."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import default_language
from ticketing.models.tickets import Ticket
from ticketing.numbers import HANDOVER_KEY_LENGTH, new_handover_key


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open(self) -> "HandoverQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None)


class Handover(models.Model):
    """`key` is the secret of the link with which the receiver accepts.

    The mail is written in `language`, that of the holder's page, unless its reader has an account.
    """

    ticket = models.ForeignKey(
        Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="handovers"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        max_length=5, choices=settings.LANGUAGES, default=default_language, editable=False
    )
    key = models.CharField(
        max_length=HANDOVER_KEY_LENGTH, unique=True, default=new_handover_key, editable=False
    )
    offered_at = models.DateTimeField(_("offered"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handing over of a ticket")
        verbose_name_plural = _("tickets handed over")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="open_handovers_to_a_mailbox",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(withdrawn_at=None), name="one_handover_of_a_ticket"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="handover_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} → {self.email}"

    @property
    def ended_at(self) -> datetime | None:
        return self.accepted_at or self.withdrawn_at

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
