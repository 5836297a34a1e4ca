"""The SQL of the figures: the nightly aggregation and the figures of today are the same calculation.

Its parameters: `zone`, the days `first` to `last`, and `start` and `end`, the instants at which these begin
and end. A scope limits it to the campaigns of a store or to one campaign. It is a series of queries, each of
which reads those before it: as WITH queries of one statement, or as temporary tables, whose sizes PostgreSQL
knows.
"""

from core.currencies import WHOLE_CURRENCIES

COLUMNS = (
    *("claimed", "used", "views", "purchases", "new_customers"),
    *("sales", "store_discount", "platform_discount"),
)
LISTED = ", ".join(COLUMNS)

WHOLE_SITE = ""
ONE_STORE = "AND campaign_id IN (SELECT id FROM coupons_campaign WHERE store_id = %(store)s)"
ONE_CAMPAIGN = "AND campaign_id = %(campaign)s"

# What of a discount the platform pays, as agreed when it was bought: stored with an order, and for a bill at
# the counter by the terms, rounded as core.money.round_money does.
WHOLE = ", ".join(f"'{code}'" for code in WHOLE_CURRENCIES)
PLATFORM_SHARE = f"""COALESCE(
    discount.platform_share,
    (
        SELECT round(
            saved * platform_percent / 100,
            CASE WHEN campaign.currency IN ({WHOLE}) THEN 0 ELSE 2 END
        )
        FROM coupons_terms WHERE id = coupon.terms_id
    )
)"""

# Each used coupon with its purchase: an order, or a bill at the counter.
BOUGHT = f"""
SELECT coupon.id, coupon.customer_id, coupon.campaign_id, campaign.store_id, campaign.currency,
    (used_at{{zoned}})::date AS day, saved, {PLATFORM_SHARE} AS platform_share,
    COALESCE(coupon.order_id, -coupon.id) AS purchase_id,
    COALESCE(bought.paid - bought.refunded, bill.bill - bill.off, 0) AS sales,
    COALESCE(bought.store_id, bill.store_id) AS seller_id,
    COALESCE(bought.placed_at, bill.at) AS bought_at
FROM (
    SELECT * FROM coupons_coupon WHERE used_at >= %(start)s AND used_at < %(end)s {{scope}}
) coupon
JOIN coupons_campaign campaign ON campaign.id = coupon.campaign_id
LEFT JOIN orders_order bought ON bought.id = coupon.order_id
LEFT JOIN orders_adjustment discount
    ON discount.order_id = coupon.order_id AND discount.source = 'coupon:' || coupon.code
LEFT JOIN coupons_redemption bill ON bill.coupon_id = coupon.id AND bill.undone_at IS NULL
"""

# Those whose customer had bought there before. As in coupons.first_orders, orders that came to nothing do not
# count.
KNOWN = """
SELECT id FROM bought WHERE EXISTS (
    SELECT FROM orders_order earlier
    WHERE earlier.customer_id = bought.customer_id AND earlier.store_id = seller_id
    AND placed_at < bought_at AND status NOT IN ('cancelled', 'expired', 'rejected')
)
UNION ALL
SELECT id FROM bought WHERE EXISTS (
    SELECT FROM coupons_redemption earlier JOIN coupons_coupon held ON held.id = coupon_id
    WHERE held.customer_id = bought.customer_id AND earlier.store_id = seller_id
    AND at < bought_at AND undone_at IS NULL
)
"""

# An order may use three coupons: what was paid counts once for a campaign, for a store and for the site.
USES = """
SELECT campaign_id, store_id, currency, day, saved - platform_share AS store_share, platform_share, sales,
    lag(campaign_id) OVER same IS DISTINCT FROM campaign_id AS is_first_of_campaign,
    lag(store_id) OVER same IS DISTINCT FROM store_id AND store_id IS NOT NULL AS is_first_of_store,
    row_number() OVER same = 1 AS is_first, id NOT IN (SELECT id FROM known) AS is_new
FROM bought WINDOW same AS (PARTITION BY purchase_id ORDER BY store_id, campaign_id, id)
"""

# What is stored for these days, if asked for, becomes zero where nothing is left of it. But page views are
# deleted soon: of these the stored number remains. Each part has one row for a campaign and day, so max()
# finds its value; and all come in the order of the primary key, in which inserting is faster, too.
BY_CAMPAIGN = """
SELECT campaign_id, day, bool_or(is_stored) AS is_stored, COALESCE(max(claimed), 0) AS claimed,
    COALESCE(max(used), 0) AS used, COALESCE(max(views), 0) AS views,
    COALESCE(max(purchases), 0) AS purchases, COALESCE(max(new_customers), 0) AS new_customers,
    COALESCE(max(sales), 0) AS sales, COALESCE(max(store_discount), 0) AS store_discount,
    COALESCE(max(platform_discount), 0) AS platform_discount
FROM (
    SELECT campaign_id, (issued_at{zoned})::date AS day, false AS is_stored, count(*)::int AS claimed,
        NULL::int AS used, NULL::int AS views, NULL::int AS purchases, NULL::int AS new_customers,
        NULL::numeric AS sales, NULL::numeric AS store_discount, NULL::numeric AS platform_discount
    FROM coupons_coupon WHERE issued_at >= %(start)s AND issued_at < %(end)s {scope} GROUP BY 1, 2
    UNION ALL
    SELECT campaign_id, day, false, NULL, count(*)::int, NULL,
        count(*) FILTER (WHERE is_first_of_campaign)::int,
        count(*) FILTER (WHERE is_first_of_campaign AND is_new)::int,
        sum(sales) FILTER (WHERE is_first_of_campaign), sum(store_share), sum(platform_share)
    FROM uses GROUP BY 1, 2
    UNION ALL
    SELECT campaign_id, day, false, NULL, NULL, count(*)::int, NULL, NULL, NULL, NULL, NULL
    FROM coupons_pageview WHERE day BETWEEN %(first)s AND %(last)s {scope} GROUP BY 1, 2
    {stored}
) parts
GROUP BY 1, 2 ORDER BY 1, 2
"""
STORED = """
    UNION ALL
    SELECT campaign_id, day, true, NULL, NULL, views, NULL, NULL, NULL, NULL, NULL
    FROM coupons_campaignday WHERE day BETWEEN %(first)s AND %(last)s
"""
NOTHING_STORED = ""

# Without what is not the sum of the campaigns'.
BY_OWNER = """
SELECT store_id, currency, day, sum(by_campaign.claimed) AS claimed, sum(used) AS used, sum(views) AS views,
    sum(store_discount) FILTER (WHERE used > 0) AS store_discount,
    sum(platform_discount) FILTER (WHERE used > 0) AS platform_discount
FROM by_campaign JOIN coupons_campaign campaign ON campaign.id = campaign_id
GROUP BY store_id, currency, day
"""

QUERIES = {
    "bought": BOUGHT,
    "known": KNOWN,
    "uses": USES,
    "by_campaign": BY_CAMPAIGN,
    "by_owner": BY_OWNER,
}


def _added_up(keys: str, first: str) -> str:
    """The figures by these keys; `first` is the condition on uses by which a purchase counts once."""
    sums = ", ".join(f"COALESCE(sum({name}), 0) AS {name}" for name in COLUMNS)
    return f"""
    SELECT {keys}, {sums} FROM (
        SELECT store_id, currency, day, claimed, used, views, NULL AS purchases, NULL AS new_customers,
            NULL AS sales, store_discount, platform_discount
        FROM by_owner
        UNION ALL
        SELECT store_id, currency, day, NULL, NULL, NULL, 1, is_new::int, sales, NULL, NULL
        FROM uses WHERE {first}
    ) parts
    """


CAMPAIGN_ROWS = f"SELECT campaign_id, day, {LISTED} FROM by_campaign"
STORE_ROWS = f"""{_added_up("store_id, currency, day", "is_first_of_store")}
    WHERE store_id IS NOT NULL GROUP BY store_id, currency, day"""
SITE_ROWS = f"{_added_up('currency, day', 'is_first')} GROUP BY currency, day"


def reading(rows: str, scope: str) -> str:
    """The statement that reads CAMPAIGN_ROWS, STORE_ROWS or SITE_ROWS of a scope."""
    choices = {"zoned": " AT TIME ZONE %(zone)s", "scope": scope, "stored": NOTHING_STORED}
    queries = [f"{name} AS MATERIALIZED ({sql.format(**choices)})" for name, sql in QUERIES.items()]
    return f"WITH {', '.join(queries)} {rows}"


# Of the transaction that stores the figures. The usual settings are for many small queries at once.
SETTINGS = """
SET LOCAL work_mem TO '64MB';
SET LOCAL random_page_cost TO 1.1;
SET LOCAL max_parallel_workers_per_gather TO 0;
"""

# Casting to a date in the time zone of the session takes a sixth of the time of naming the zone. Meanwhile
# Django must read no instants: it expects them in its own.
SET_TIME_ZONE = "SELECT set_config('TimeZone', %s, true)"

# What PostgreSQL must not do for each: it would read all campaigns and orders for the few of a night, or hold
# a million groups in memory.
AVOIDED = {
    "bought": ("hashjoin", "mergejoin"),
    "by_campaign": ("hashagg",),
    "by_owner": ("hashjoin",),
}


def _preparing(name: str, sql: str) -> str:
    off, on = (
        "".join(f"SET LOCAL enable_{plan} TO {switch}; " for plan in AVOIDED.get(name, ()))
        for switch in ("off", "on")
    )
    return f"{off}CREATE TEMPORARY TABLE {name} AS {sql}; {on}"


PREPARE = [
    _preparing(name, sql.format(zoned="", scope=WHOLE_SITE, stored=STORED))
    for name, sql in QUERIES.items()
]
CLEAN_UP = f"DROP TABLE {', '.join(QUERIES)}"


def _storing(table: str, keys: str, rows: str) -> str:
    """Insert or correct the rows; those that are right already are not written again."""
    return f"""INSERT INTO {table} AS stored ({keys}, {LISTED}) {rows}
    ON CONFLICT ({keys}) DO UPDATE SET {_assigned("EXCLUDED")} WHERE {_differs("EXCLUDED")}"""


def _assigned(new: str) -> str:
    return ", ".join(f"{name} = {new}.{name}" for name in COLUMNS)


def _differs(new: str) -> str:
    stored, found = (", ".join(f"{table}.{name}" for name in COLUMNS) for table in ("stored", new))
    return f"({stored}) IS DISTINCT FROM ({found})"


# The same for campaigns, where ON CONFLICT would take twice as long as knowing which rows are stored.
STORE = [
    f"""UPDATE coupons_campaignday stored SET {_assigned("found")} FROM by_campaign found
    WHERE is_stored AND stored.campaign_id = found.campaign_id AND stored.day = found.day
    AND {_differs("found")}""",
    f"INSERT INTO coupons_campaignday (campaign_id, day, {LISTED}) {CAMPAIGN_ROWS} WHERE NOT is_stored",
    _storing("coupons_storeday", "store_id, currency, day", STORE_ROWS),
    _storing("coupons_siteday", "currency, day", SITE_ROWS),
]
