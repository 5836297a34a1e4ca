"""The secrets by which tenants sign the usage that they report."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.tenants import Tenant


class ApiSecretQuerySet(models.QuerySet["ApiSecret"]):
    def valid_at(self, now: datetime) -> "ApiSecretQuerySet":
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now))


class ApiSecret(models.Model):
    """Encrypted, and shown once; several are valid while they are rotated. Times are of the wall."""

    tenant = models.ForeignKey(
        Tenant, verbose_name=_("tenant"), on_delete=models.PROTECT, related_name="api_secrets"
    )
    sealed = models.TextField(editable=False)
    ending = models.CharField(_("ends with"), max_length=4)  # by which it is recognised
    created_at = models.DateTimeField(_("created"))
    ends_at = models.DateTimeField(_("valid until"), null=True, blank=True)

    objects = ApiSecretQuerySet.as_manager()

    class Meta:
        verbose_name = _("API secret")
        verbose_name_plural = _("API secrets")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("created_at")),
                name="secret_ends_after_its_start",
            ),
        ]

    if TYPE_CHECKING:
        tenant_id: int

    def __str__(self) -> str:
        return f"whsec_…{self.ending}"
