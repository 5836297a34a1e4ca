"""The statements that hold and sell places: each place has its own type or line, in one statement."""

# The category's own types only. A lapsed hold of the same buyer is overwritten after a while.
HOLD = """
WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
mine AS MATERIALIZED (SELECT min(until) AS until FROM ticketing_place WHERE hold_id = %(hold)s)
UPDATE ticketing_place p
SET state = 'held', hold_id = %(hold)s, type_id = t.id,
  until = coalesce(mine.until, clock.now + %(hold_time)s)
FROM unnest(%(places)s::bigint[], %(types)s::bigint[]) AS wanted (place, type)
JOIN ticketing_tickettype t ON t.id = wanted.type, clock, mine
WHERE p.id = wanted.place AND p.date_id = %(date)s AND p.category_id = t.category_id
  AND (%(is_desk)s OR NOT p.is_blocked)
  AND (p.state = 'free' OR p.state = 'held' AND (
    p.hold_id = %(hold)s AND p.until > clock.now
    OR p.until <= clock.now AND (p.until <= clock.now - %(cooldown)s OR NOT EXISTS (
      SELECT 1 FROM ticketing_hold h WHERE h.id = p.hold_id
      AND (h.user_id = %(user)s OR h.user_id IS NULL AND h.visitor_key = %(visitor)s::uuid)
    ))
  ))
RETURNING p.id
"""

SELL = """
UPDATE ticketing_place p SET state = 'sold', hold_id = NULL, until = NULL, line_id = sold.line
FROM unnest(%s::bigint[], %s::bigint[]) AS sold (place, line)
WHERE p.id = sold.place AND p.hold_id = %s AND p.state = 'held'
"""
