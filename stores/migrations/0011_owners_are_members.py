from django.db import migrations

from core.lifecycle.triggers import AppendOnly

# Rights are asked of one table, so the owner of a store is a member too. A trigger writes that row, so that no
# way of writing a store, and no older version that still runs, leaves it behind.
FOLLOW_OWNER = """
CREATE FUNCTION stores_member_follow_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM stores_member
  WHERE store_id = NEW.id AND role = 'owner' AND user_id IS DISTINCT FROM NEW.owner_id;
  IF NEW.owner_id IS NOT NULL THEN
    INSERT INTO stores_member (store_id, user_id, role) VALUES (NEW.id, NEW.owner_id, 'owner')
    ON CONFLICT (store_id, user_id) DO UPDATE SET role = 'owner';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_owner_first AFTER INSERT ON stores_store
  FOR EACH ROW WHEN (NEW.owner_id IS NOT NULL) EXECUTE FUNCTION stores_member_follow_owner();
CREATE TRIGGER follow_owner AFTER UPDATE OF owner_id ON stores_store
  FOR EACH ROW WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id)
  EXECUTE FUNCTION stores_member_follow_owner();
"""

# Checked at the commit, since a change of owner passes through a state without one.
AGREE_WITH_OWNER = """
CREATE FUNCTION stores_member_agree_with_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM stores_store s
    LEFT JOIN stores_member m ON m.store_id = s.id AND m.role = 'owner'
    WHERE s.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.store_id ELSE NEW.store_id END
      AND s.owner_id IS DISTINCT FROM m.user_id
  ) THEN
    RAISE EXCEPTION 'the member with the role of owner is the owner of the store'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER agree_with_owner AFTER INSERT OR UPDATE OR DELETE ON stores_member
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION stores_member_agree_with_owner();
"""

# The user is locked before the other memberships are looked for, so that one added at the same time is seen.
NOTE_MEMBERS = """
CREATE FUNCTION stores_member_note_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    UPDATE accounts_user SET is_member = true WHERE id = NEW.user_id AND NOT is_member;
  ELSE
    PERFORM 1 FROM accounts_user WHERE id = OLD.user_id FOR NO KEY UPDATE;
    UPDATE accounts_user SET is_member = false WHERE id = OLD.user_id
      AND NOT EXISTS (SELECT 1 FROM stores_member WHERE user_id = OLD.user_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_users AFTER INSERT OR DELETE ON stores_member
  FOR EACH ROW EXECUTE FUNCTION stores_member_note_users();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_members"), ("stores", "0010_members")]

    operations = [
        migrations.RunSQL(FOLLOW_OWNER, migrations.RunSQL.noop),
        migrations.RunSQL(AGREE_WITH_OWNER, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE_MEMBERS, migrations.RunSQL.noop),
        AppendOnly("stores_memberchange"),
    ]
