"""The rules of apps about ways of paying that an order cannot be paid by (payments.way_rules)."""

from billing.payment_ways import ways_of_bill
from payments.way_rules import Rule
from ticketing.payment_ways import ways_of_order

RULES: list[Rule] = [ways_of_order, ways_of_bill]
