"""Reviews: written by those who bought and received a product, once for each bought line."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import MoveForbidden
from landing.models import Review, SetItem, Variant
from orders.models import Order, OrderLine
from orders.statuses import Status
from stores.access import Right, may


class ReviewRefused(Exception):
    """Nothing was changed; the text can be shown to the user as it is."""


def lines_to_review(orders: Iterable[Order]) -> list[OrderLine]:
    """Lines of completed orders whose products are sold on a page, with `review` if there is one.

    Not those that were refunded whole, unless they were reviewed before.
    """
    completed = {order.pk: order for order in orders if order.status == Status.COMPLETED}
    if not completed:
        return []
    sold = Q(product__in=Variant.objects.values("product"))
    in_sets = Q(product__in=SetItem.objects.values("product"))
    lines = OrderLine.objects.filter(sold | in_sets, order__in=completed.keys())
    return [
        line
        for line in lines.select_related("review").order_by("pk")
        if hasattr(line, "review") or not _is_refunded(line, completed[line.order_id])
    ]


@transaction.atomic
def write_review(
    line: OrderLine, rating: int, text: str = "", *, now: datetime | None = None
) -> Review:
    """Save the review of the buyer of the line, who was checked by the caller.

    `rating` is 1 to 5. Raises ReviewRefused if the order is not completed, the line was refunded whole, or it
    has a review already: who got all the money back is no verified buyer.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=line.order_id)
    if order.status != Status.COMPLETED or line.product_id is None:
        raise ReviewRefused(_("A product can be reviewed once it has arrived."))
    line = OrderLine.objects.get(pk=line.pk)  # as it is under the lock
    if _is_refunded(line, order):
        raise ReviewRefused(_("All of it was refunded, so it cannot be reviewed."))
    if Review.objects.filter(line=line).exists():
        raise ReviewRefused(_("You reviewed this already. Thank you!"))
    return Review.objects.create(
        line=line,
        store_id=order.store_id,
        product_id=line.product_id,
        rating=rating,
        text=text,
        author=initial_of(order.name or str(order.customer or "")),
        at=now or timezone.now(),
    )


def _is_refunded(line: OrderLine, order: Order) -> bool:
    """Whether all its pieces, or all that was paid for its order, went back."""
    return not line.unrefunded or 0 < order.paid <= order.refunded


def initial_of(name: str) -> str:
    """How the author is called in public: the first character of the name alone."""
    return f"{name.strip()[:1].upper()}**" if name.strip() else "**"


def reply_to(review: Review, text: str, *, by: User, now: datetime | None = None) -> None:
    """Show the store's answer below the review; an empty one removes it."""
    _refuse_strangers(review, by)
    review.reply, review.replied_at = text, (now or timezone.now()) if text else None
    review.save(update_fields=["reply", "replied_at"])


def hide(review: Review, reason: str, *, by: User, now: datetime | None = None) -> None:
    """Show the review to nobody but the store and administrators, who read the reason."""
    _refuse_strangers(review, by)
    if not reason:
        raise ReviewRefused(_("Say why: administrators of the site read it."))
    moderate(review, reason, now=now or timezone.now())


def show_again(review: Review, *, by: User, now: datetime | None = None) -> None:
    _refuse_strangers(review, by)
    moderate(review, "", now=now or timezone.now())


def moderate(review: Review, reason: str, *, now: datetime) -> None:
    """Hide the review for a reason; without one show it. For administrators, who were checked before."""
    review.hidden_at = (review.hidden_at or now) if reason else None
    review.hidden_reason = reason
    review.save(update_fields=["hidden_at", "hidden_reason"])


def _refuse_strangers(review: Review, by: User) -> None:
    if not may(by, review.store, Right.EDIT_MENU):
        raise MoveForbidden(_("You may not do this."))
