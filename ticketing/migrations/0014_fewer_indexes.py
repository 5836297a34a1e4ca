import django.db.models.deletion
from django.db import migrations, models

from core.schema import drop_index_of_foreign_key


class Migration(migrations.Migration):
    """Without an index that another begins with."""

    atomic = False

    dependencies = [("ticketing", "0013_names_in_the_admin")]

    operations = [
        drop_index_of_foreign_key(
            "hold",
            "date",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="ticketing.eventdate",
                verbose_name="date",
            ),
            "ticketing_hold_date_id_db2d6d53",
        ),
    ]
