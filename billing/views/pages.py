"""The base of the pages that owners have of their plan."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from billing.lifecycle import CANCELLED
from billing.models import BillingPlanVersion, Subscription, Tenant
from billing.plans.versions import offered_versions
from billing.visits import tenants, tenants_of
from core.pages import Page
from stores.models import default_currency


class BillingPage(Page):
    """Of an owner, who need not be a tenant yet, or of the tenant whom an administrator visits."""

    access = tenants

    @cached_property
    def tenant(self) -> Tenant | None:
        return tenants_of(self.request).select_related("clock").first()

    @cached_property
    def subscription(self) -> Subscription | None:
        rows = Subscription.objects.filter(tenant=self.tenant) if self.tenant else None
        return rows.select_related("tenant__clock").first() if rows is not None else None

    @property
    def is_running(self) -> bool:
        return self.subscription is not None and self.subscription.status != CANCELLED

    @cached_property
    def now(self) -> datetime:
        """The tenant's time."""
        wall = timezone.now()
        return self.tenant.time_at(wall) if self.tenant else wall

    @property
    def today(self) -> date:
        return self.tenant.day_at(self.now) if self.tenant else timezone.localdate(self.now)

    @cached_property
    def currency(self) -> str:
        return self.tenant.currency if self.tenant else default_currency()

    @cached_property
    def offered(self) -> list[BillingPlanVersion]:
        return list(offered_versions(self.currency, self.tenant))


class TenantPage(BillingPage):
    """Of the owner's tenant; 404 for an owner whom nothing is billed to."""

    @cached_property
    def tenant(self) -> Tenant:
        return get_object_or_404(tenants_of(self.request).select_related("clock"))
