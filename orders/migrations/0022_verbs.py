from django.db import migrations

from core.lifecycle.history import rename_verbs


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0021_names_of_rows")]

    operations = [rename_verbs("orders_ordermove", {"call_off": "cancel_by_store"})]
