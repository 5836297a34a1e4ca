"""Pages of holders of tickets, twice: for accounts, and for readers with a secret key."""

from django.urls import path

from core.access import anyone
from ticketing.views import customer_tickets, ticket_steps

ONE = {
    "": ("ticket", customer_tickets.TicketPage),
    "ticket.pdf": ("ticket-pdf", customer_tickets.TicketPdf),
    "date.ics": ("ticket-calendar", customer_tickets.TicketCalendar),
    "hand-over/": ("ticket-offer", ticket_steps.OfferTicket),
    "withdraw/": ("ticket-withdraw", ticket_steps.WithdrawOffer),
    "give-back/": ("ticket-give-back", ticket_steps.GiveTicketBack),
    "name/": ("ticket-name", ticket_steps.RenameTicket),
}

urlpatterns = [
    path("tickets/", customer_tickets.MyTickets.as_view(), name="tickets"),
    path("tickets/worker.js", customer_tickets.TicketWorker.as_view(), name="ticket-worker"),
    path("tickets/accept/<str:key>/", ticket_steps.AcceptTicket.as_view(), name="accept-ticket"),
    path(
        "tickets/of/<str:number>/tickets.pdf",
        customer_tickets.AllAsPdf.as_view(),
        name="tickets-pdf",
    ),
    path(
        "tickets/guest/<str:key>/",
        customer_tickets.MyTickets.as_view(access=anyone),
        name="guest-tickets",
    ),
    path(
        "tickets/guest/<str:key>/tickets.pdf",
        customer_tickets.AllAsPdf.as_view(access=anyone),
        name="guest-tickets-pdf",
    ),
    *(
        path(
            f"tickets/guest/<str:key>/<str:code>/{end}",
            view.as_view(access=anyone),
            name=f"guest-{name}",
        )
        for end, (name, view) in ONE.items()
    ),
    *(
        path(f"tickets/<str:code>/{end}", view.as_view(), name=name)
        for end, (name, view) in ONE.items()
    ),
]
