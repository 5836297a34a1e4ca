"""What partners' programmes add to pages of other apps; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import User
from affiliates.balances import balances
from affiliates.models import Partner
from core.actors import Actor
from core.panels import Panel


def owed_to_leaver(users: Sequence[User], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """What stores owe to a partner who is about to delete the account."""
    [user] = users
    partners = list(Partner.objects.filter(user=user).select_related("programme__store"))
    found = balances(partners, now)
    rows = [
        (partner, balance)
        for partner in partners
        for balance in found[partner.pk].values()
        if balance.total > 0
    ]
    if not rows:
        return {}
    return {user.pk: Panel("affiliates/partner/_owed_to_leaver.html", rows)}
