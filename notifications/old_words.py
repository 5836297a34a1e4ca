"""The words of messages from before words were stored with them; such a message has no title.

All of them are about orders. Notices are deleted after NOTICES_LAST: then this module can go.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import override

from core.notifications import NotificationKind, find_kind
from notifications.models import Mail, Message, Notice
from notifications.words import Words, render
from orders.models import Order
from orders.notifications import order_facts

AnyMessage = TypeVar("AnyMessage", bound=Message)

BATCH = 500  # notices of one transaction


@dataclass(frozen=True, slots=True)
class _OldEvent:
    """As much of an event as the links of these kinds need."""

    order: Order


def add_words(messages: Iterable[AnyMessage]) -> list[AnyMessage]:
    """Set the words of those without, in the active language, and return them. No query if all have some."""
    without = [each for each in messages if not each.title and each.order_id]
    keys = {each.order_id for each in without}
    orders = Order.objects.select_related("store").in_bulk(keys) if keys else {}
    for message in without:
        kind = find_kind(message.kind)
        if kind is not None:
            _set(message, _words(message, kind, orders[message.order_id]))
    return without


def store_words(after: int) -> int | None:
    """Store the words of the next old notices after this primary key, in the language of their readers.

    Returns the last one's primary key, or None at the end.
    """
    rows = Notice.objects.filter(pk__gt=after).order_by("pk").select_related("user")
    fields = ("kind", "order", "title", "amount", "currency", "user__language")
    batch = list(rows.only(*fields)[:BATCH])
    for language in {notice.user.language for notice in batch}:
        with override(language):
            theirs = add_words(each for each in batch if each.user.language == language)
        Notice.objects.bulk_update(theirs, ["title", "text", "about", "link"])
    return batch[-1].pk if batch else None


def _words(message: Message, kind: NotificationKind, order: Order) -> Words:
    facts = order_facts(order, message.amount, message.currency)
    return render(kind, kind.link(_OldEvent(order)), facts)


def _set(message: Message, words: Words) -> None:
    message.title, message.text, message.link = words.title, words.text, words.link
    if isinstance(message, Notice):
        message.about = words.about
    elif isinstance(message, Mail):
        message.subject = words.subject
