"""Who was let in: gates of an event, scans of tickets there, and decisions on contradictory scans."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import VisibleField
from ticketing.models.events import Event, EventDate
from ticketing.models.prices import TicketType
from ticketing.models.tickets import Ticket

HASH_LENGTH = 64  # of a SHA-256 in hexadecimal
TEXT_LENGTH = 60  # characters stored of what is no code of a ticket


class Direction(models.TextChoices):
    IN = "in", pgettext_lazy("scan", "In")
    OUT = "out", pgettext_lazy("scan", "Out")
    UNDO = "undo", pgettext_lazy("scan", "Undone")


class Outcome(models.TextChoices):
    """What a scan found; in the first two the ticket was moved."""

    ADMITTED = "admitted", pgettext_lazy("scan", "Let in")
    LEFT = "left", pgettext_lazy("scan", "Scanned out")
    UNDONE = "undone", pgettext_lazy("scan", "Undone")
    ALREADY_IN = "already_in", pgettext_lazy("scan", "Already in")
    NOT_IN = "not_in", pgettext_lazy("scan", "Not in")
    VOID = "void", pgettext_lazy("scan", "Void")
    UNPAID = "unpaid", pgettext_lazy("scan", "Not paid")
    CANCELLED = "cancelled", pgettext_lazy("scan", "Cancelled")
    OTHER_EVENT = "other_event", pgettext_lazy("scan", "Another event")
    OTHER_DATE = "other_date", pgettext_lazy("scan", "Another date")
    OTHER_GATE = "other_gate", pgettext_lazy("scan", "Another entrance")
    FORGED = "forged", pgettext_lazy("scan", "Forged")
    OLD = "old", pgettext_lazy("scan", "An old picture")
    PRINTED = "printed", pgettext_lazy("scan", "Not on its screen")
    GATE_ENDED = "gate_ended", pgettext_lazy("scan", "The gate was ended")
    UNKNOWN = "unknown", pgettext_lazy("scan", "No ticket")


class Gate(models.Model):
    """A phone that checks in at one event, without an account: its link is known by its hash only.

    Without `sections` (names of the plan) or `types` it lets in those of all.
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="gates"
    )
    name = VisibleField(_("name"), max_length=60)
    sections = ArrayField(
        models.CharField(max_length=200), verbose_name=_("sections"), default=list, blank=True
    )
    types = models.ManyToManyField(
        TicketType, verbose_name=_("types of tickets"), blank=True, related_name="gates"
    )
    token_hash = models.CharField(max_length=HASH_LENGTH, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("ended"), null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("check-in", "gate")
        verbose_name_plural = pgettext_lazy("check-in", "gates")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Scan(models.Model):
    """Never changed (a trigger). The phone makes a `uuid` for each, so that sending it again is harmless.

    `at` is when it was scanned, `received_at` when the site got it. With `is_conflict` the phone let the
    ticket in without a network, and `outcome` says why it should not have. `text` is what was read, if it
    is no ticket.
    """

    uuid = models.UUIDField(unique=True)
    date = models.ForeignKey(
        EventDate,
        verbose_name=pgettext_lazy("tickets", "date"),
        on_delete=models.PROTECT,
        related_name="scans",
        db_index=False,  # an index below begins with it
    )
    ticket = models.ForeignKey(
        Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, null=True, related_name="scans"
    )
    text = models.CharField(_("what was read"), max_length=TEXT_LENGTH, blank=True)
    gate = models.ForeignKey(
        Gate,
        verbose_name=pgettext_lazy("check-in", "gate"),
        on_delete=models.PROTECT,
        null=True,
        related_name="scans",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    outcome = models.CharField(_("result"), max_length=11, choices=Outcome)
    is_offline = models.BooleanField(_("without a network"), default=False)
    is_conflict = models.BooleanField(_("to be decided"), default=False)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = pgettext_lazy("check-in", "scan")
        verbose_name_plural = pgettext_lazy("check-in", "scans")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["date", "-id"], name="scans_of_a_date"),
            models.Index(
                fields=["date"], condition=Q(is_conflict=True), name="scans_to_be_decided"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gate__isnull=False, user=None) | Q(gate=None, user__isnull=False),
                name="scanned_by_gate_or_user",
            ),
            models.CheckConstraint(
                condition=Q(direction="undo", undoes__isnull=False)
                | (Q(direction__in=["in", "out"]) & Q(undoes=None)),
                name="undo_names_a_scan",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["admitted", "left"])
                | Q(ticket__isnull=False, is_conflict=False),
                name="moved_ticket_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket or self.text} · {self.get_outcome_display()}"

    @property
    def where(self) -> str:
        """The gate, or the member, that scanned it."""
        return str(self.gate or self.user)


class ScanDecision(models.Model):
    """What an organiser decided on a scan with `is_conflict`; never changed (a trigger).

    A counted one is a visitor who is inside beside those whose tickets are used.
    """

    scan = models.OneToOneField(
        Scan,
        verbose_name=pgettext_lazy("check-in", "scan"),
        on_delete=models.PROTECT,
        related_name="decision",
    )
    is_counted = models.BooleanField(_("counted"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on a scan")
        verbose_name_plural = _("decisions on scans")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.scan)
