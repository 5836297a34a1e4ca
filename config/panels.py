"""Which panels of apps above a page's own are shown at each place.

order: the page where the buyer follows an order. board: the owner's board, whose row is its reader.
board-card: an order on it.
sold-order: the owner's page of one order. order-row: an order in a list, its buyer's or its owner's.
store: the page of a store with its menu. store-card: a store in the list of stores, whose HTML is cached, the
same for everybody. home: the first screen of the list of stores; coupons-page: the list of coupons; the row
of both is a signed-in reader (accounts.located).
account-deletion: the page that asks a user for confirmation.
billing: the owner's page of their plan; the row is the tenant.
coupon-statistics: the admin's statistics of coupons; the row is the period shown, with its `days`.
"""

from affiliates.panels import owed_to_leaver
from billing.panels import billed_invoice, board_debt
from core.panels import Provider
from coupons.panels import store_badges, store_coupons
from delivery.panels import board_card_delivery, buyer_delivery, sold_delivery
from landing.panels import buyer_reviews
from payments.panels import money_back, money_taken, payment_state
from recommendations.panels import coupons_for_you, for_you, lists_compared
from shipping.panels import board_card_parcels, buyer_parcels, sold_parcels
from shipping.returns.panels import board_returns, buyer_returns, sold_returns
from ticketing.panels import buyer_tickets, sold_tickets

PANELS: dict[str, list[Provider]] = {
    "order": [
        *(billed_invoice, buyer_delivery, buyer_parcels, payment_state),
        *(buyer_tickets, buyer_reviews, buyer_returns),
    ],
    "board": [board_debt, board_returns],
    "board-card": [board_card_delivery, board_card_parcels],
    "sold-order": [sold_tickets, sold_delivery, sold_parcels, money_taken, sold_returns],
    "order-row": [money_back],
    "store": [store_coupons],
    "store-card": [store_badges],
    "home": [for_you],
    "coupons-page": [coupons_for_you],
    "account-deletion": [owed_to_leaver],
    "coupon-statistics": [lists_compared],
}
