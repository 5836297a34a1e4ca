from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves

# For every write of a place, also by raw SQL: a hold that has not lapsed is not overwritten, and nothing is sold
# twice, nor to an order that does not hold it. The times are the database's own, so that the clocks of several servers do not matter. A version
# (changed_at) never repeats in a row.
GUARD_PLACES = """
CREATE OR REPLACE FUNCTION ticketing_place_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state = 'sold' OR (OLD.state = 'held' AND OLD.until > clock_timestamp()) THEN
      RAISE EXCEPTION 'place % is %, and stays', OLD.id, OLD.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'free' THEN
      RAISE EXCEPTION 'a place begins as free, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.state, NEW.hold_id, NEW.until, NEW.line_id, NEW.is_blocked)
      IS NOT DISTINCT FROM (OLD.state, OLD.hold_id, OLD.until, OLD.line_id, OLD.is_blocked) THEN
    RETURN NEW;
  END IF;
  IF NEW.state = 'held' AND NEW.hold_id IS DISTINCT FROM OLD.hold_id THEN
    NEW.taken_at := clock_timestamp();
    IF NOT (OLD.state = 'free' OR (OLD.state = 'held' AND OLD.until <= NEW.taken_at)) THEN
      RAISE EXCEPTION 'place % is % by another', OLD.id, OLD.state USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NEW.state = 'sold' AND (OLD.state, OLD.line_id) IS DISTINCT FROM (NEW.state, NEW.line_id) THEN
    IF OLD.state <> 'held' OR NOT EXISTS (
      SELECT 1 FROM ticketing_hold h JOIN orders_orderline l USING (order_id)
      WHERE h.id = OLD.hold_id AND l.id = NEW.line_id
    ) THEN
      RAISE EXCEPTION 'place % is not held by the order that buys it', OLD.id
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  NEW.changed_at := greatest(clock_timestamp(), OLD.changed_at + interval '1 microsecond');
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard_place ON ticketing_place;
CREATE TRIGGER guard_place BEFORE INSERT OR UPDATE OR DELETE ON ticketing_place
  FOR EACH ROW EXECUTE FUNCTION ticketing_place_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0001_initial")]

    operations = [
        GuardMoves(
            "ticketing_event",
            "draft",
            [
                ("announced", "cancelled"),
                ("announced", "draft"),
                ("announced", "published"),
                ("draft", "announced"),
                ("draft", "published"),
                ("published", "cancelled"),
                ("published", "draft"),
            ],
        ),
        GuardMoves(
            "ticketing_ticket",
            "pending",
            [
                ("pending", "valid"),
                ("pending", "void"),
                ("used", "valid"),
                ("used", "void"),
                ("valid", "used"),
                ("valid", "void"),
            ],
        ),
        AppendOnly("ticketing_eventmove"),
        AppendOnly("ticketing_ticketmove", ["note"]),
        AppendOnly("ticketing_planversion"),
        migrations.RunSQL(GUARD_PLACES, migrations.RunSQL.noop),
    ]
