"""Connects the wiring pages, without what belongs to switched-off features."""

from config.baskets import BASKETS
from config.checkout import CODE_RESOLVERS, PARTS
from config.features import app_of, is_on, is_page_on, only_on
from config.fulfilment import KINDS as FULFILMENTS
from config.limits import COUNTS, RESOURCES, SOURCE, plans_page
from config.navigation import NAVIGATION
from config.notifications import NOTIFICATIONS, is_registered
from config.panels import PANELS
from config.payment_ways import RULES
from config.pricing import ADJUSTERS, ADJUSTMENT_KINDS
from config.reactions import REACTIONS
from config.spreadsheets import COLUMNS, PREFETCHED
from core import events, limits, navigation, notifications, panels
from orders import (
    adjustments,
    baskets,
    checkout_parts,
    fulfilment,
    pricing,
    spreadsheets,
    typed_codes,
)
from payments import way_rules


def connect_all() -> None:
    """Idempotent. Reactions and kinds are connected even of switched-off features: their rows remain."""
    fulfilment.register(FULFILMENTS)
    adjustments.register(ADJUSTMENT_KINDS)
    events.connect(REACTIONS)
    pricing.connect({phase: only_on(adjusters) for phase, adjusters in ADJUSTERS.items()})
    baskets.connect({kind: BASKETS[kind] for kind in only_on(BASKETS, BASKETS.__getitem__)})
    checkout_parts.connect(only_on(PARTS, lambda part: part.form))
    way_rules.connect(RULES)
    typed_codes.connect(only_on(CODE_RESOLVERS))
    columns = only_on(COLUMNS, lambda column: column[1])
    spreadsheets.register(columns, PREFETCHED if columns else ())
    panels.register({place: only_on(providers) for place, providers in PANELS.items()})
    navigation.register(
        {
            place: [entry for entry in entries if is_page_on(entry.url_name)]
            for place, entries in NAVIGATION.items()
        }
    )
    limits.connect(
        only_on(RESOURCES, lambda resource: resource.rows),
        only_on(COUNTS, lambda count: count.used),
        source=SOURCE if SOURCE and is_on(app_of(SOURCE)) else None,
        plans_page=plans_page,
    )
    notifications.register(filter(is_registered, NOTIFICATIONS))
