"""Who waits for a campaign, and what is still to be told of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coupons.models.campaigns import Campaign


class CampaignNews(models.Model):
    """Of a published campaign: when to check whether anybody is to be told of it.

    Its row is locked by those who follow the campaign, publish or change it, or tell of it. `check_at` is
    None where nothing is to be checked, `opening_told_at` until followers were told that it is open.
    """

    campaign = models.OneToOneField(
        Campaign, on_delete=models.PROTECT, primary_key=True, related_name="news"
    )
    check_at = models.DateTimeField(null=True)
    opening_told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["check_at"], condition=Q(check_at__isnull=False), name="news_to_check"
            )
        ]

    def __str__(self) -> str:
        return str(self.campaign)


class CampaignFollow(models.Model):
    """A user wants to be told when coupons of a sold-out campaign can be claimed again, once.

    It is for the restock with `restock_number`: after that it is over, and one can follow for the next one.
    """

    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        related_name="follows",
        db_index=False,  # the constraint's index begins with it
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.CASCADE,
        related_name="campaign_follows",
    )
    restock_number = models.PositiveIntegerField()
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "restock_number", "user"], name="one_follow_a_restock"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.campaign}"


class Restock(models.Model):
    """From `at` on there were coupons of a sold-out campaign again, which its followers are told."""

    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        related_name="restocks",
        db_index=False,
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="restocks_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.number}"
