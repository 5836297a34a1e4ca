"""Who runs a store's programme, and who is its partner."""

from typing import TYPE_CHECKING

from core.actors import Actor, user_of
from stores.access import Right, may

if TYPE_CHECKING:
    from affiliates.models import Partner, PayoutRun, Programme

EDIT_PARTNERS = "affiliates.change_partner"
EDIT_PAYOUTS = "affiliates.change_payoutrun"


def runs_programme(programme: "Programme", actor: Actor, permission: str = EDIT_PARTNERS) -> bool:
    """Members of the store with the right, and administrators of the site with the permission."""
    user = user_of(actor)
    if user is None:
        return False
    if user.is_staff and user.has_perm(permission):
        return True
    return may(user, programme.store, Right.RUN_AFFILIATES)


def decides_on(partner: "Partner", actor: Actor) -> bool:
    return runs_programme(partner.programme, actor)


def is_partner(partner: "Partner", actor: Actor) -> bool:
    user = user_of(actor)
    return user is not None and user.pk == partner.user_id


def runs_payouts(run: "PayoutRun", actor: Actor) -> bool:
    return runs_programme(run.programme, actor, EDIT_PAYOUTS)
