import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.schema import drop_index_of_foreign_key


class Migration(migrations.Migration):
    """Without an index that others begin with."""

    atomic = False

    dependencies = [("notifications", "0008_advertising_consents"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        drop_index_of_foreign_key(
            "notice",
            "user",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reader",
            ),
            "notifications_notice_user_id_552cc228",
        ),
    ]
