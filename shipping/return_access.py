"""Who may do what with a return."""

from typing import TYPE_CHECKING

from core.actors import Actor, user_of
from orders.access import is_party, is_store_staff
from stores.access import Right, may

if TYPE_CHECKING:
    from accounts.models import User
    from shipping.models.returns import Return

MANAGE_MONEY = "payments.manage_money"
# Of a user of the admin who answers for a store, as `is_seller` and the admin's pages of returns ask.
ANSWER_RETURNS = ("orders.change_order", "shipping.change_return")


def is_buyer(goods_return: "Return", actor: Actor) -> bool:
    """The buyer of its order, signed in or as a guest; or an admin."""
    return is_party(goods_return.order, actor)


def is_seller(goods_return: "Return", actor: Actor) -> bool:
    """A member who works on the board of its store; or an admin."""
    return is_store_staff(goods_return.order, actor)


def answers_returns(user: "User") -> bool:
    """A user of the admin who may answer returns for any store."""
    return user.is_staff and user.has_perms(ANSWER_RETURNS)


def may_refund(goods_return: "Return", actor: Actor) -> bool:
    """A member of its store with the right, or who manages money for the site."""
    user = user_of(actor)
    if user is None:
        return False
    manages_money = user.is_staff and user.has_perm(MANAGE_MONEY)
    return manages_money or may(user, goods_return.order.store, Right.REFUND)
