from django.db import migrations, models

from core.schema import AtOnce


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_move_pending_emails")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="user",
                    name="is_member",
                    field=models.BooleanField(db_default=False, default=False, editable=False),
                ),
                migrations.AddField(
                    model_name="user",
                    name="live_since",
                    field=models.DateTimeField(editable=False, null=True),
                ),
            ]
        ),
    ]
