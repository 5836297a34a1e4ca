"""Users of the admin, by what they may do in it."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from accounts.models import User


def staff_with(*permissions: str) -> QuerySet[User]:
    """Those with all of these permissions, such as "orders.change_order", of their own or by a group."""
    backend, staff = ModelBackend(), User.objects.filter(is_staff=True)
    for permission in permissions:
        staff = staff.filter(pk__in=backend.with_perm(permission).values("pk"))
    return staff
