"""The organiser's numbers of an event, and its orders: searched, filtered, as CSV."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View

from core.spreadsheets import csv_download, csv_lines, inert
from orders.models import Order
from orders.queries import by_identity
from orders.statuses import Status
from ticketing.checkin.finding import at_seat
from ticketing.models import Ticket
from ticketing.statistics import figures
from ticketing.statistics.figures import Row
from ticketing.statistics.tables import Table, funnel_table, other_tables, sales_tables
from ticketing.tickets.sheet import tickets_as_csv
from ticketing.views.owner_base import EventPage

ORDERS_A_PAGE = 30
MAX_QUERY_LENGTH = 100


class Numbers(EventPage, View):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        _rows, mean = self.lengths
        context = {
            "tables": self.tables,
            "total": figures.total(self.tables[0].rows),
            "steps": _shares(self.funnel.rows),
            "most": max(row.pieces for row in self.funnel.rows) or 1,
            "statuses": figures.statuses(self.event).items(),
            "mean": divmod(round(mean.total_seconds()), 60) if mean else (0, 0),
        }
        return self.page("numbers", context)

    @cached_property
    def tables(self) -> list[Table]:
        return [*sales_tables(self.event), *other_tables(self.event, self.lengths[0])]

    @cached_property
    def funnel(self) -> Table:
        return funnel_table(self.event)

    @cached_property
    def lengths(self) -> tuple[list[Row], timedelta | None]:
        return figures.hold_lengths(self.event)


class NumbersDownload(Numbers):
    """All tables below one another, or the one that `table` names."""

    def get(self, request: HttpRequest, **kwargs: str) -> StreamingHttpResponse:  # type: ignore[override]
        tables = [self.funnel, *self.tables]
        code = request.GET.get("table", "")
        if not code:
            return csv_download(csv_lines(self.lines(tables)), f"numbers-{self.event.number}.csv")
        table = next((each for each in tables if each.code == code), None)
        if table is None:
            raise Http404
        lines = table.lines(self.event.store.currency)
        return csv_download(csv_lines(lines), f"{code}-{self.event.number}.csv")

    def lines(self, tables: Sequence[Table]) -> Iterator[list[object]]:
        yield [_("Numbers"), "", pgettext("how many", "Number"), _("Amount"), _("Currency")]
        for table in tables:
            _titles, *rows = table.lines(self.event.store.currency)
            for row in rows:
                yield [table.title, *row]


class EventOrders(EventPage, View):
    """Searched by name, e-mail, phone, order number, code of a ticket, and seat."""

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
            found = tickets.filter(
                Q(code__iexact=self.query)
                | Q(holder_name__icontains=self.query)
                | Q(holder_email__icontains=self.query)
                | Q(place__seat__guid__iexact=self.query)
                | at_seat(self.query)
            )
            orders = orders.filter(
                Q(pk__in=found.values("order"))
                | Q(name__icontains=self.query)
                | Q(email__icontains=self.query)
                | Q(number__iexact=self.query)
                | by_identity("", self.query)
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


class TicketsDownload(EventPage, View):
    def get(self, request: HttpRequest, **kwargs: str) -> StreamingHttpResponse:
        return csv_download(tickets_as_csv(self.event), f"tickets-{self.event.number}.csv")


def _shares(rows: Sequence[Row]) -> list[tuple[Row, int | None]]:
    """Each step with its percentage of the one before it; None of the first, and where that was smaller.

    Pages of a date have links of their own: more places may be held than the event's page was seen.
    """
    before = [Row("", 0), *rows]
    return [
        (
            row,
            round(100 * row.pieces / former.pieces) if former.pieces >= row.pieces > 0 else None,
        )
        for former, row in zip(before, rows, strict=False)
    ]
