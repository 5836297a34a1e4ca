"""What this site sells, and what `/` shows."""

from config.features import FEATURES as KNOWN_FEATURES
from config.features import home_page
from config.settings.base import env

__all__ = ["FEATURES", "HOME", "SIGN_UP_ROLES"]

FEATURES = env.some_of(
    "FEATURES",
    KNOWN_FEATURES,
    default=["food", "coupons", "products", "tickets", "billing"],
    may_be_none=True,
)
# Not $HOME, which every shell sets
HOME = env.str("HOME_PAGE", default="") or ("stores" if "food" in FEATURES else "start")
home_page(HOME, FEATURES)  # refuses a bad value now rather than with the first request

# The roles that people may choose when they sign up
SIGN_UP_ROLES = ["customer", "owner", *(["rider"] if "food" in FEATURES else [])]
