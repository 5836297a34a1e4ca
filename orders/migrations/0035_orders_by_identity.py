from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from accounts.identity import EmailKey, PhoneKey


class Migration(migrations.Migration):
    """Indexes of expressions: orders of the older version are in them, too, and nothing is stored to be erased."""

    atomic = False

    dependencies = [("orders", "0034_credited_checked"), ("accounts", "0006_identity_keys")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(EmailKey("email"), name="orders_by_email_key"),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(PhoneKey("phone"), name="orders_by_phone_key"),
        ),
    ]
