"""The most that one complete guest order (bench.guest_orders) may ask of PostgreSQL.

An order that needs more fails `make bench` and tests/checkout/test_budget.py. Lower both with an order that
needs less.
"""

# Of Django's connection: two of them for the coupons on the home page and the store's, one for whether the
# order is usage that a tenant pays for, one for how many of the buyer's orders are unpaid.
QUERIES = 54
STATEMENTS = 61  # that PostgreSQL receives: BEGIN and COMMIT, too
