"""Which days changed after they were added up."""

# Each row of a history since `since` names its own day: that may be yesterday's, of a transaction that ended
# late. A coupon that was returned is no longer used on the day when it was. An order that came to nothing, or
# was revived, decides whether its customer was new in later purchases at the same store.
CHANGED = """
SELECT generate_series(%(first)s::date, %(last)s::date, '1 day')::date AS day
UNION
SELECT (at AT TIME ZONE %(zone)s)::date FROM coupons_couponmove WHERE at >= %(since)s
UNION
SELECT (used.at AT TIME ZONE %(zone)s)::date
FROM coupons_couponmove returned JOIN coupons_couponmove used USING (coupon_id)
WHERE returned.at >= %(since)s AND returned.verb IN ('return', 'undo') AND used.verb IN ('use', 'redeem')
UNION
SELECT (used_at AT TIME ZONE %(zone)s)::date
FROM orders_ordermove moved
JOIN orders_order ended ON ended.id = order_id
JOIN coupons_coupon coupon ON coupon.customer_id = ended.customer_id AND used_at >= placed_at
WHERE moved.at >= %(since)s
AND (source IN ('cancelled', 'expired', 'rejected') OR target IN ('cancelled', 'expired', 'rejected'))
"""

FIND_CHANGES = f"""
INSERT INTO coupons_changedday (day)
SELECT day FROM ({CHANGED}) changed WHERE day <= %(last)s
"""

OF_ORDER = """
INSERT INTO coupons_changedday (day)
SELECT DISTINCT (used_at AT TIME ZONE %(zone)s)::date FROM coupons_coupon
WHERE order_id = %(order)s AND used_at < %(start)s
"""
