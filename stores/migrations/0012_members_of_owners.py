from django.db import migrations

# In a transaction of its own, after the triggers: a store added meanwhile has its member already.
OWNERS = """
INSERT INTO stores_member (store_id, user_id, role, since)
SELECT id, owner_id, 'owner', created_at FROM stores_store WHERE owner_id IS NOT NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0011_owners_are_members")]

    operations = [migrations.RunSQL(OWNERS, migrations.RunSQL.noop)]
