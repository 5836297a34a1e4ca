"""What buyers of raffle tickets are notified of."""

from accounts.models import User
from core.notifications import Audience, NotificationKind, Occurrence
from tests.popup.services import RaffleDrawn

PLAYERS = Audience("Raffles", includes=lambda user: True)


def players_of(raffle_id):
    return User.objects.filter(orders__raffle_tickets__raffle=raffle_id).distinct()


DRAWN = NotificationKind(
    code="popup-drawn",
    on=RaffleDrawn,
    audience=PLAYERS,
    icon="gift",
    title="Drawn: %(raffle)s",
    label="A raffle is drawn",
    text="Look whether you won.",
    facts=lambda event: {"raffle": event.row.title},
    crowd=players_of,
    link=lambda event: f"/raffle/{event.row.slug}/",
    occurrence=lambda event: Occurrence(f"raffle-{event.row.pk}", event.row.drawn_at),
)
