"""The rows that factories write are those that the payment of an order leaves."""

from tests.ticketing.factories import sell_tickets, standing_date

OWN = {"id", "number", "checkout_token", "order_id", "line_id", "place_id", "ticket_id"}
OWN |= {"code", "secret", "token", "change"}


def rows_of(ticket):
    """Of the order, its hold, its place and its ticket; of times, whether they are set."""
    order = ticket.order
    tables = (
        type(order).objects.filter(pk=order.pk),
        order.history.all(),
        order.lines.all(),
        type(ticket).objects.filter(pk=ticket.pk),
        ticket.history.all(),
        type(ticket.place).objects.filter(pk=ticket.place_id),
        type(order.hold_of_places).objects.filter(order=order),
    )
    return [[comparable(row) for row in table.values()] for table in tables]


def comparable(row):
    return {
        name: type(value) if hasattr(value, "tzinfo") else value
        for name, value in row.items()
        if name not in OWN
    }


def test_a_ticket_is_as_the_payment_makes_it(ann, store):
    date = standing_date(store)

    [ticket], [moved] = sell_tickets(date, ann), sell_tickets(date, ann, by_moves=True)

    assert ticket.status == "valid"
    assert [len(table) for table in rows_of(ticket)] == [1, 3, 1, 1, 1, 1, 1]
    assert rows_of(ticket) == rows_of(moved)
