"""Administrators on the pages of a tenant at a test clock: what that tenant sees, at the clock's time.

The session names the clock. Tenants without one are never visited.
"""

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from billing.models import BillingClock, Invoice, Tenant
from billing.queries import invoices_visible_to, tenants_visible_to
from core.access import Access

SESSION_KEY = "billing_clock"
PERMISSION = "billing.change_billingclock"


class TenantAccess(Access):
    """Owners, and administrators at a test clock; `request.visited_tenant` is the clock's."""

    def refuse(self, request: HttpRequest) -> HttpResponseBase | None:
        visited = _visited(request)
        request.visited_tenant = visited  # type: ignore[attr-defined]
        return None if visited else super().refuse(request)


tenants = TenantAccess("owners", allows=lambda user: user.is_owner)


def visit(request: HttpRequest, clock: BillingClock) -> None:
    """The caller has checked the permission, which each page checks again."""
    request.session[SESSION_KEY] = clock.pk


def leave(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def tenants_of(request: HttpRequest) -> QuerySet[Tenant]:
    """The tenant that is visited, else the user's own."""
    visited = getattr(request, "visited_tenant", None)
    return (
        Tenant.objects.filter(pk=visited.pk)
        if visited
        else tenants_visible_to(cast(User, request.user))
    )


def invoices_of(request: HttpRequest) -> QuerySet[Invoice]:
    visited = getattr(request, "visited_tenant", None)
    return visited.invoices.all() if visited else invoices_visible_to(cast(User, request.user))


def _visited(request: HttpRequest) -> Tenant | None:
    if SESSION_KEY not in request.session:
        return None
    user = request.user
    if not (user.is_staff and user.has_perm(PERMISSION)):
        return None
    return Tenant.objects.filter(clock=request.session[SESSION_KEY]).select_related("clock").first()
