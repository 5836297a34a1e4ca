"""Plans of seats: their versions, and the seats of the newest one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import VisibleField
from stores.models import Store
from ticketing.seating.names import seat_name


class SeatKind(models.TextChoices):
    ORDINARY = "ordinary", pgettext_lazy("seat", "Seat")
    WHEELCHAIR = "wheelchair", pgettext_lazy("seat", "Wheelchair space")
    COMPANION = "companion", pgettext_lazy("seat", "Companion seat")


class Plan(models.Model):
    """Removed ones are not shown; their versions stay, which nothing changes."""

    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.PROTECT, related_name="seat_plans"
    )
    name = VisibleField(_("name"), max_length=80)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("seating plan")
        verbose_name_plural = _("seating plans")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "PlanVersion | None":
        return self.versions.order_by("-number").first()


class PlanVersion(models.Model):
    """The JSON of a plan as pretix reads and writes it, unchanged. Never changed (a trigger).

    `digest` is the SHA-256 of the geometry file that pages draw, in hexadecimal.
    """

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    layout = models.JSONField()
    digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("version of a seating plan")
        verbose_name_plural = _("versions of seating plans")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"


class Seat(models.Model):
    """A seat of a plan. `guid` is that of the JSON, `category` the name of one of its categories.

    `position` is the index of its character in the state of a date: given once, and never to another seat.
    A seat that the newest version does not have is not `is_current`; dates of older versions may sell it.
    `x` and `y` are in pixels of the plan.
    """

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="seats"
    )
    guid = models.CharField(max_length=200)
    section = models.CharField(_("section"), max_length=200, blank=True)
    row = models.CharField(pgettext_lazy("seat", "row"), max_length=50, blank=True)
    number = models.CharField(_("number"), max_length=50, blank=True)
    category = models.CharField(_("category"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=10, choices=SeatKind, default=SeatKind.ORDINARY, db_default="ordinary"
    )
    x = models.FloatField()
    y = models.FloatField()
    position = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True, db_default=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "guid"], name="one_seat_a_guid"),
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="one_seat_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SeatKind.values), name="known_kind_of_seat"
            ),
        ]

    def __str__(self) -> str:
        return seat_name(self.section, self.row, self.number)
