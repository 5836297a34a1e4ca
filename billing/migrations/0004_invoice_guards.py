from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves

# Deferred, since an invoice and its lines are written by several statements.
TOTALS = """
CREATE FUNCTION billing_assert_total(pk bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT i.number, i.total, l.amount INTO wrong
  FROM billing_invoice i,
    LATERAL (SELECT coalesce(sum(amount), 0) AS amount FROM billing_invoiceline WHERE invoice_id = i.id) l
  WHERE i.id = pk AND i.total <> l.amount;
  IF FOUND THEN
    RAISE EXCEPTION 'invoice % does not add up: total % of lines %', wrong.number, wrong.total, wrong.amount
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_adds_up', TABLE = 'billing_invoice';
  END IF;
END $$;

CREATE FUNCTION billing_invoice_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM billing_assert_total(NEW.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON billing_invoice
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_invoice_adds_up();

CREATE FUNCTION billing_line_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM billing_assert_total(NEW.invoice_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON billing_invoiceline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_line_adds_up();
"""

# Locks the invoice, so that of two notes at once each counts the other.
CREDIT_NOTES = """
CREATE FUNCTION billing_credit_note_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whole numeric;
  taken numeric;
BEGIN
  SELECT total INTO whole FROM billing_invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO taken FROM billing_creditnote WHERE invoice_id = NEW.invoice_id;
  IF taken + NEW.amount > whole THEN
    RAISE EXCEPTION 'credit notes of % for an invoice of %', taken + NEW.amount, whole
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_notes_fit', TABLE = 'billing_creditnote';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON billing_creditnote
  FOR EACH ROW EXECUTE FUNCTION billing_credit_note_fits();
"""


def only_changes(table: str, columns: list[str]) -> migrations.RunSQL:
    """Nothing but these columns ever changes, and no row is deleted."""
    names = ", ".join(f"'{name}'" for name in columns)
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {table}_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}] THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_is_frozen();
""",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_invoices")]

    operations = [
        GuardMoves(
            "billing_invoice",
            "open",
            [
                ("open", "paid"),
                ("open", "uncollectible"),
                ("paid", "open"),
                ("uncollectible", "paid"),
            ],
        ),
        AppendOnly("billing_invoicemove", ["note"]),
        AppendOnly("billing_invoiceline"),
        AppendOnly("billing_creditnote"),
        AppendOnly("billing_credit"),
        only_changes("billing_invoice", ["status"]),
        only_changes("billing_closedmonth", ["events", "amount"]),
        migrations.RunSQL(TOTALS, migrations.RunSQL.noop),
        migrations.RunSQL(CREDIT_NOTES, migrations.RunSQL.noop),
    ]
