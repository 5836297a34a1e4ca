from django.db import migrations

from core.lifecycle.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_known_routes")]

    operations = [AppendOnly("delivery_deliverymove", ["note"])]
