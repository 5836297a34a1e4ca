"""Limits of orders and deliveries."""

from config.settings.base import env

RIDER_MOST_JOBS = env.whole("RIDER_MOST_JOBS", default=3, least=1)  # open at once, for each rider
# Unpaid orders that may hold stock at the same time, for longer than the usual ten minutes
HOLDS_PER_BUYER = env.whole("HOLDS_PER_BUYER", default=3)
HOLDS_PER_NETWORK = env.whole("HOLDS_PER_NETWORK", default=6)
HOLDS_PER_STORE = env.whole("HOLDS_PER_STORE", default=30)
# Orders that wait for their payment at the same time, within the usual ten minutes
UNPAID_PER_BUYER = env.whole("UNPAID_PER_BUYER", default=5, least=1)
UNPAID_PER_NETWORK = env.whole("UNPAID_PER_NETWORK", default=40, least=1)  # of guests

# Days after which the personal data of orders is erased; 0 disables it
PERSONAL_DATA_DAYS = env.whole("PERSONAL_DATA_DAYS", default=365)
