"""After a change of SECRET_KEY, so that older ones can be removed."""

from django.db import transaction

from ticketing.models import Event
from ticketing.signing_keys import resealed


@transaction.atomic
def rotate_all_keys() -> int:
    """Encrypt the keys of all events by the present SECRET_KEY; returns how many."""
    count = 0
    for event in Event.objects.select_for_update(of=("self",), no_key=True).order_by("pk"):
        event.sealed_key = resealed(event.sealed_key)
        event.save(update_fields=["sealed_key"])
        count += 1
    return count
