"""Columns of a store's CSV file of orders, of apps above orders; and the relations that they read."""

from orders.spreadsheets import Column
from shipping.spreadsheets import COLUMNS as SHIPPING_COLUMNS

COLUMNS: list[Column] = [*SHIPPING_COLUMNS]
PREFETCHED = ["parcels__carrier"]
