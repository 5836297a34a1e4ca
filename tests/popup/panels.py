from core.panels import Panel
from tests.popup.models import Ticket


def ticket_numbers(orders, reader, now):
    """The numbers of each order that has tickets."""
    numbers = {}
    for ticket in Ticket.objects.filter(order__in=orders):
        numbers.setdefault(ticket.order_id, []).append(ticket.number)
    return {pk: Panel("popup/_numbers.html", found) for pk, found in numbers.items()}
