"""The last step of a training: a language model may put the lists of active readers in another order.

Off without an endpoint. What it costs is limited for each night; a request counts before it is sent, in a
transaction of its own, so a worker that dies counts it, too. Where it fails, our order stays.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from recommendations.models import Exposure, OptOut, Recommendation, Training
from recommendations.reasons import Reason
from recommendations.rerank.chat import Answer, ChatEndpoint, Described, RerankFailed

log = structlog.get_logger(__name__)

ACTIVE_FOR = timedelta(days=7)  # since they saw their list: others need no better one
LIKED = (Reason.AGAIN, Reason.FOLLOWED, Reason.CLAIMED)


def configured_endpoint() -> ChatEndpoint | None:
    if not (settings.RERANK_URL and settings.RERANK_MODEL):
        return None
    return ChatEndpoint(
        settings.RERANK_URL, settings.RERANK_MODEL, settings.RERANK_API_KEY, settings.RERANK_TIMEOUT
    )


def rerank_next(training: Training, now: datetime) -> bool:
    """Re-rank the list of the next active reader; returns whether that was the last one of this night."""
    endpoint = configured_endpoint()
    if endpoint is None:
        return True
    user = next_reader(training.last_user_id, now)
    if user is None:
        log.info("rerank_finished", requests=training.requests, tokens=training.tokens)
        return True
    if not _count_request(training, user):
        log.info("rerank_budget_spent", requests=training.requests, tokens=training.tokens)
        return True
    rows = _rows_of(user)
    if len(rows) < 2:
        return False
    try:
        answer = endpoint.rerank(*described(rows))
    except RerankFailed as failure:
        log.warning("rerank_failed", reason=str(failure))
        return True
    _apply(training, user, rows, answer)
    return False


def next_reader(after: int, now: datetime) -> int | None:
    """By primary key; none who gets the plain list, or wants none made for them."""
    since = timezone.localtime(now - ACTIVE_FOR).date()
    active = Exposure.objects.filter(day__gte=since, is_plain=False, user__gt=after)
    active = active.exclude(user__in=OptOut.objects.values("user"))
    return active.order_by("user").values_list("user", flat=True).first()


def described(rows: Sequence[Recommendation]) -> tuple[list[Described], list[Described]]:
    """What the reader liked before, and all of their list."""
    stores = [Described(row.store.name, getattr(row.store.category, "name", "")) for row in rows]
    liked = [one for one, row in zip(stores, rows, strict=True) if row.reason in LIKED]
    return liked, stores


def _count_request(training: Training, user: int) -> bool:
    """Count it unless the budget is spent, and move on to this reader whatever comes of it."""
    left = Training.objects.filter(
        pk=training.pk,
        requests__lt=settings.RERANK_MAX_REQUESTS,
        tokens__lt=settings.RERANK_MAX_TOKENS,
    )
    counted = left.update(requests=F("requests") + 1, last_user_id=user)
    training.refresh_from_db(fields=["requests", "tokens", "last_user_id"])
    return bool(counted)


def _rows_of(user: int) -> list[Recommendation]:
    rows = Recommendation.objects.filter(user=user).select_related("store__category")
    return list(rows.order_by("rank"))


@transaction.atomic
def _apply(training: Training, user: int, rows: Sequence[Recommendation], answer: Answer) -> None:
    Training.objects.filter(pk=training.pk).update(tokens=F("tokens") + answer.tokens)
    training.refresh_from_db(fields=["tokens"])
    rows_now = Recommendation.objects.select_for_update().filter(user=user).order_by("rank")
    if answer.order is None or [row.pk for row in rows_now] != [row.pk for row in rows]:
        return
    # The constraint on ranks is checked row by row: the list is written again.
    Recommendation.objects.filter(user=user).delete()
    Recommendation.objects.bulk_create(
        Recommendation(
            user_id=user,
            rank=rank,
            store_id=rows[at].store_id,
            reason=rows[at].reason,
            times=rows[at].times,
            like_id=rows[at].like_id,
        )
        for rank, at in enumerate(answer.order)
    )
