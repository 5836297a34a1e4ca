"""What readers are shown, and how it was learned."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from recommendations.reasons import Reason, text_of
from recommendations.report import list_choices
from stores.models import Store

MAX_CELL_LENGTH = 20


class Recommendation(models.Model):
    """One entry of a reader's list, or of the list for everybody in an area (`cell`) who has none.

    `times` is how often the reader had ordered there when it was made, `like` another store that they like.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reader"),
        on_delete=models.CASCADE,
        null=True,
        related_name="recommendations",
        db_index=False,  # that of the constraint begins with it
    )
    cell = models.CharField(_("area"), max_length=MAX_CELL_LENGTH, blank=True, default="")
    rank = models.PositiveSmallIntegerField(_("rank"))
    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.CASCADE, related_name="recommendations"
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    times = models.PositiveIntegerField(_("orders"), default=0)
    like = models.ForeignKey(
        Store,
        verbose_name=_("because of"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,  # stores are archived, not deleted
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "rank"],
                condition=Q(user__isnull=False),
                name="one_recommendation_a_rank",
            ),
            models.UniqueConstraint(
                fields=["cell", "rank"],
                condition=Q(user=None),
                name="one_recommendation_a_cell_rank",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ ~Q(cell=""), name="recommended_to_one"
            ),
            models.CheckConstraint(
                condition=~Q(reason=Reason.TOGETHER) | Q(like__isnull=False),
                name="together_names_a_store",
            ),
        ]

    if TYPE_CHECKING:
        user_id: int | None
        store_id: int

    def __str__(self) -> str:
        return f"{self.rank}. {self.store}"

    @property
    def text(self) -> str:
        """Its reason; the store needs its category, and `like` its name."""
        category = str(self.store.category) if self.reason.endswith("_in") else ""
        return text_of(self.reason, times=self.times, category=category, like=str(self.like or ""))


class Dismissal(models.Model):
    """The reader does not want to see this store among their recommendations."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("unwanted recommendation")
        verbose_name_plural = _("unwanted recommendations")
        constraints = [
            models.UniqueConstraint(fields=["user", "store"], name="one_dismissal_a_store")
        ]


class OptOut(models.Model):
    """The reader wants no personal recommendations: nothing is learned of them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reader without recommendations")
        verbose_name_plural = _("readers without recommendations")


class Exposure(models.Model):
    """On that day the reader saw a list made for them: one row, however often. Purged after some weeks.

    `is_plain`: the plain list, which a few readers get for comparison.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("first seen"))
    is_plain = models.BooleanField(_("plain list"))
    clicks = models.PositiveIntegerField(_("clicks"), default=0)

    class Meta:
        verbose_name = _("reader of a day")
        verbose_name_plural = _("readers of a day")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_exposure_a_day")]
        indexes = [models.Index(fields=["day"], name="exposures_by_day")]


class Neighbour(models.Model):
    """Readers of `store` like `other`, by collaborative filtering."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+", db_index=False)
    likeness = models.FloatField(_("likeness"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "other"], name="one_neighbour_a_pair"),
            models.CheckConstraint(condition=~Q(store=F("other")), name="neighbours_differ"),
        ]


class Phase(models.TextChoices):
    """The steps of a training, in this order."""

    EVALUATE = "evaluate", _("choosing the list")
    AREAS = "areas", _("lists of areas")
    READERS = "readers", _("lists of readers")
    RERANK = "rerank", _("re-ranking")
    DONE = "done", _("finished")


class Training(models.Model):
    """One nightly run, which goes on after `last_user_id` if it was interrupted.

    `chosen` is the list that the site uses since then, `report` the evaluation that chose it.
    `requests` and `tokens` are what re-ranking has used.
    """

    started_at = models.DateTimeField(_("started"))
    phase = models.CharField(_("step"), max_length=10, choices=Phase, default=Phase.EVALUATE)
    moved_at = models.DateTimeField(_("last progress"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    chosen = models.CharField(_("list in use"), max_length=10, blank=True, choices=list_choices)
    report = models.JSONField(_("evaluation"), default=dict, blank=True)
    last_user_id = models.BigIntegerField(default=0)
    readers = models.PositiveIntegerField(_("readers"), default=0)
    requests = models.PositiveIntegerField(_("requests for re-ranking"), default=0)
    tokens = models.PositiveIntegerField(_("tokens for re-ranking"), default=0)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(finished_at=None), name="one_unfinished_training"
            ),
            models.CheckConstraint(
                condition=Q(phase=Phase.DONE) ^ Q(finished_at=None), name="training_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"
