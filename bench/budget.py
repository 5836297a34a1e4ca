"""The most that one complete guest order (bench.guest_orders) may ask of PostgreSQL.

An order that needs more fails `make bench` and tests/checkout/test_budget.py. Lower both with an order that
needs less.
"""

QUERIES = 53  # of Django's connection: two of them for the coupons on the home page and the store's
STATEMENTS = 60  # that PostgreSQL receives: BEGIN and COMMIT, too
