"""Who follows which store."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.models.stores import Store


class Follow(models.Model):
    """A user wants to be told of news of the store, since `at`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.CASCADE,
        related_name="follows",
    )
    store = models.ForeignKey(
        Store,
        verbose_name=_("store"),
        on_delete=models.CASCADE,
        related_name="follows",
        db_index=False,  # the constraint's index begins with it
    )
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["-at", "-pk"]
        constraints = [
            # In this order: followers of a store are notified by ascending user (notifications.broadcasts).
            models.UniqueConstraint(fields=["store", "user"], name="one_follow_a_store")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.store}"
