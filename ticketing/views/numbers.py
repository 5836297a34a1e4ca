"""The organiser's numbers of an event, and its orders: searched, filtered, as CSV."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from core.spreadsheets import csv_download, csv_lines, inert
from orders.models import Order
from orders.statuses import Status
from ticketing import statistics
from ticketing.models import Ticket
from ticketing.statistics import Row
from ticketing.views.owner_base import EventPage

ORDERS_A_PAGE = 30
MAX_QUERY_LENGTH = 100


class Numbers(EventPage, View):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        tables = self.tables
        lengths, mean = statistics.hold_lengths(self.event)
        days = tables[0][1]
        context = {
            "tables": tables,
            "total": statistics.total(days),
            "funnel": statistics.funnel(self.event),
            "lengths": lengths,
            "mean": mean and round(mean.total_seconds()),
            "curve": statistics.check_in_curve(self.event),
            "cancellations": statistics.cancellations(self.event),
            "statuses": statistics.statuses(self.event).items(),
            "dates": list(self.event.dates.order_by("begins_at")),
            "chart": {
                "days": [str(row.label) for row in days],
                "pieces": [row.pieces for row in days],
            },
        }
        return self.page("numbers", context)

    @cached_property
    def tables(self) -> list[tuple[str, list[Row]]]:
        event = self.event
        return [
            (_("By day"), statistics.sales_by_day(event)),
            (_("By hour of the day"), statistics.sales_by_hour(event)),
            (_("By section"), statistics.sales_by_section(event)),
            (_("By type of ticket"), statistics.sales_by_type(event)),
        ]


class NumbersDownload(Numbers):
    def get(self, request: HttpRequest, **kwargs: str) -> StreamingHttpResponse:  # type: ignore[override]
        return csv_download(csv_lines(self.lines()), f"numbers-{self.event.number}.csv")

    def lines(self) -> Iterator[list[object]]:
        yield [_("Numbers"), "", _("Tickets"), _("Amount"), _("Currency")]
        currency = self.event.store.currency
        for title, rows in [*self.tables, (_("Void"), statistics.cancellations(self.event))]:
            for row in rows:
                yield [title, inert(str(row.label)), row.pieces, row.amount, currency]


class EventOrders(EventPage, View):
    """Searched by name, e-mail, order number, code of a ticket, and seat."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        page = Paginator(self.orders(), ORDERS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_obj": page,
            "query": self.query,
            "status": self.status,
            "choices": Status.choices,
        }
        return self.page("event_orders", context)

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]

    @property
    def status(self) -> str:
        asked = self.request.GET.get("status", "")
        return asked if asked in Status.values else ""

    def orders(self) -> QuerySet[Order]:
        tickets = Ticket.objects.filter(event=self.event)
        orders = Order.objects.filter(store=self.event.store)
        if self.query:
            seat = self.query.rpartition(" ")[2]
            found = tickets.filter(
                Q(code__iexact=self.query)
                | Q(holder_name__icontains=self.query)
                | Q(holder_email__icontains=self.query)
                | Q(place__seat__guid__iexact=self.query)
                | Q(place__seat__row=self.query.split(" ")[0], place__seat__number=seat)
            )
            orders = orders.filter(
                Q(pk__in=found.values("order"))
                | Q(name__icontains=self.query)
                | Q(email__icontains=self.query)
                | Q(number__iexact=self.query)
            )
        if self.status:
            orders = orders.filter(status=self.status)
        shown = tickets.select_related("place__seat", "place__category", "type", "date")
        listed = orders.filter(pk__in=tickets.values("order")).select_related("store")
        return listed.prefetch_related(Prefetch("tickets", shown.order_by("pk"))).order_by("-pk")


class EventOrdersDownload(EventOrders):
    def get(self, request: HttpRequest, **kwargs: str) -> StreamingHttpResponse:  # type: ignore[override]
        return csv_download(csv_lines(self.lines()), f"orders-{self.event.number}.csv")

    def lines(self) -> Iterator[list[object]]:
        yield [
            _("Order"),
            _("Status"),
            _("Name"),
            _("E-mail"),
            _("Ticket"),
            _("Place"),
            _("Type of ticket"),
        ]
        for order in self.orders().iterator(chunk_size=500):
            for ticket in order.tickets.all():
                name = ticket.holder_name or order.name
                email = ticket.holder_email or order.email
                place = [str(ticket.place), str(ticket.type.name)]
                own: list[Any] = [order.number, ticket.get_status_display()]
                yield [*own, *map(inert, (name, email)), ticket.code, *map(inert, place)]
