"""Which partner an order is attributed to: a code that was typed, else the last click in time."""

from datetime import datetime, timedelta

from affiliates.cookies import Visit
from affiliates.models import Attribution, PartnerCode
from orders.models import Order
from stores.models import Store


def code_of_visit(store: Store, visit: Visit | None, now: datetime) -> PartnerCode | None:
    """The code of a click that still counts at this store."""
    if visit is None or visit.code_id is None:
        return None
    codes = PartnerCode.objects.select_related("partner__programme__store")
    code = codes.filter(pk=visit.code_id, partner__programme__store=store).first()
    if code is None or not code.partner.is_active:
        return None
    window = timedelta(days=code.partner.programme.window_days)
    return code if now - window <= visit.at <= now else None


def attribute(
    order: Order, *, typed: PartnerCode | None, came_by: PartnerCode | None, visit: Visit | None
) -> None:
    """Store it, in the transaction that places the order; the source also of a click too old to count."""
    code = typed or came_by
    if code is None and not (visit and visit.source):
        return
    order.is_attributed = True
    order.save(update_fields=["is_attributed"])
    Attribution.objects.create(
        order=order,
        code=code,
        is_typed=typed is not None,
        clicked_at=visit.at if visit and came_by else None,
        source=visit.source if visit else "",
        medium=visit.medium if visit else "",
        campaign=visit.campaign if visit else "",
    )
