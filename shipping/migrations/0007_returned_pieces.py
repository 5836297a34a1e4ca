from django.db import migrations

# As in 0002; but pieces that were returned and refunded have left, so they prevent nothing else from leaving.
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
    ) packed, LATERAL (
      SELECT coalesce(sum(r.quantity), 0) AS pieces
      FROM shipping_returnline r JOIN shipping_return g ON g.id = r.goods_return_id
      WHERE r.line_id = l.id AND g.status = 'refunded'
    ) returned
    WHERE l.id = pk AND (
      packed.foreign_order
      OR packed.pieces > l.quantity
        - CASE WHEN packed.waits THEN greatest(l.refunded - returned.pieces, 0) ELSE 0 END
    )
  ) THEN
    RAISE EXCEPTION 'the parcels hold more of line % than is to be sent', pk
      USING ERRCODE = 'check_violation', CONSTRAINT = 'parcels_hold_what_was_bought',
            TABLE = 'shipping_parcelline';
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("shipping", "0006_dispatch_reports")]

    operations = [migrations.RunSQL(PIECES, migrations.RunSQL.noop)]
