from django.db import migrations


class Migration(migrations.Migration):
    """Counts of attempts may be lost in a crash, so counting one need not wait for the disk."""

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE core_attemptcount SET UNLOGGED", "ALTER TABLE core_attemptcount SET LOGGED"
        )
    ]
