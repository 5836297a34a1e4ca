"""Reactions to events of tickets, their places and waiting lists, and of the shows themselves."""

from core.events import Reaction
from notifications.reactions import delete_wish_mails, notify
from orders.reactions import tell_open_pages
from payments.reactions import record_desk_payment
from ticketing.change_events import (
    DateCancelled,
    DatePostponed,
    GuestToldOfCancellation,
    GuestToldOfNews,
    GuestToldOfPostponement,
    NewsTold,
)
from ticketing.changes import cancel_dates
from ticketing.desk.events import SoldAtDesk
from ticketing.events import EventCancelled, PlacesChanged, PlacesFreed, TicketOffered, TicketVoided
from ticketing.reminders.events import ReminderAsked, SaleOpensSoon
from ticketing.seat_maps.live_states import announce_places
from ticketing.tickets.events import HolderMoved
from ticketing.waiting.events import PlacesOffered, WaitedInVain, WishesDeleted, WishMade
from ticketing.waiting.offers import offer_freed

# fmt: off
REACTIONS = {
    #                now                                            later
    TicketOffered:   Reaction([notify]),
    TicketVoided:    Reaction([tell_open_pages, notify]),

    PlacesFreed:     Reaction([offer_freed]),
    SoldAtDesk:      Reaction([record_desk_payment]),
    HolderMoved:     Reaction([notify]),
    PlacesOffered:   Reaction([notify]),
    WishMade:        Reaction([notify]),
    WaitedInVain:    Reaction([notify]),
    WishesDeleted:   Reaction([delete_wish_mails]),
    PlacesChanged:   Reaction([announce_places]),
    ReminderAsked:   Reaction([notify]),
    SaleOpensSoon:   Reaction([notify]),
    EventCancelled:  Reaction([cancel_dates]),
    DatePostponed:   Reaction([notify]),
    DateCancelled:   Reaction([notify]),
    NewsTold:        Reaction([notify]),
    GuestToldOfPostponement: Reaction([notify]),
    GuestToldOfCancellation: Reaction([notify]),
    GuestToldOfNews: Reaction([notify]),
}
# fmt: on
