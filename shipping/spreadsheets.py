"""What a store's CSV file of orders says of their parcels; these are loaded with their carriers."""

from django.utils.translation import gettext_lazy as _

from core.spreadsheets import inert
from orders.models import Order
from orders.spreadsheets import Column


def carriers(order: Order) -> str:
    names = dict.fromkeys(str(parcel.carrier) for parcel in order.parcels.all() if parcel.is_sent)
    return inert(", ".join(names))


def tracking_numbers(order: Order) -> str:
    numbers = (parcel.tracking_number for parcel in order.parcels.all() if parcel.is_sent)
    return inert(", ".join(number for number in numbers if number))


COLUMNS: list[Column] = [(_("Carrier"), carriers), (_("Tracking number"), tracking_numbers)]
