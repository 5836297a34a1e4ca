from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves

# Checked at commit, since a refund counts its pieces before the parcels are opened. The line is locked, so that
# of two transactions the second counts what the first put into a parcel.
PIECES = """
CREATE OR REPLACE FUNCTION shipping_assert_pieces(pk bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM orders_orderline WHERE id = pk FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT FROM orders_orderline l, LATERAL (
      SELECT coalesce(sum(c.quantity), 0) AS pieces,
             coalesce(bool_or(p.status = 'packed'), false) AS waits,
             coalesce(bool_or(p.order_id <> l.order_id), false) AS foreign_order
      FROM shipping_parcelline c JOIN shipping_parcel p ON p.id = c.parcel_id
      WHERE c.line_id = l.id AND p.status <> 'unpacked'
    ) packed
    WHERE l.id = pk AND (
      packed.foreign_order
      OR packed.pieces > l.quantity - CASE WHEN packed.waits THEN l.refunded ELSE 0 END
    )
  ) THEN
    RAISE EXCEPTION 'the parcels hold more of line % than is to be sent', pk
      USING ERRCODE = 'check_violation', CONSTRAINT = 'parcels_hold_what_was_bought',
            TABLE = 'shipping_parcelline';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION shipping_pieces_of_parcel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM shipping_assert_pieces(NEW.line_id);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION shipping_pieces_of_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM shipping_assert_pieces(NEW.id);
  RETURN NULL;
END $$;
"""

OF_PARCELS = """
DROP TRIGGER IF EXISTS parcels_hold_what_was_bought ON shipping_parcelline;
CREATE CONSTRAINT TRIGGER parcels_hold_what_was_bought AFTER INSERT OR UPDATE ON shipping_parcelline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shipping_pieces_of_parcel();
"""

OF_LINES = """
DROP TRIGGER IF EXISTS parcels_hold_what_was_bought ON orders_orderline;
CREATE CONSTRAINT TRIGGER parcels_hold_what_was_bought AFTER UPDATE OF refunded, quantity ON orders_orderline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.refunded, OLD.quantity) IS DISTINCT FROM (NEW.refunded, NEW.quantity))
  EXECUTE FUNCTION shipping_pieces_of_line();
"""


class Migration(migrations.Migration):
    """Each table in a transaction of its own; it may be run twice."""

    atomic = False

    dependencies = [("shipping", "0001_initial"), ("orders", "0036_destinations")]

    operations = [
        GuardMoves(
            "shipping_parcel",
            "packed",
            [("dispatched", "delivered"), ("packed", "dispatched"), ("packed", "unpacked")],
        ),
        AppendOnly("shipping_parcelmove", ["note"]),
        *[migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (PIECES, OF_PARCELS, OF_LINES)],
    ]
