from django.db import migrations

from core.lifecycle.history import rename_verbs


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("payments", "0017_names_of_rows")]

    operations = [
        rename_verbs("payments_paymentmove", {"doubt": "mark_unknown"}),
        rename_verbs("payments_refundmove", {"give_up": "mark_failed"}),
    ]
