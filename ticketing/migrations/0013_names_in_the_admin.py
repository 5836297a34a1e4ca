from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ticketing", "0012_wishes_of_cancelled_dates_valid"),
    ]

    # The names of fields are in no database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="datechange",
                    name="former_begin",
                    field=models.DateTimeField(verbose_name="former beginning"),
                ),
                migrations.AlterField(
                    model_name="datechange",
                    name="new_begin",
                    field=models.DateTimeField(null=True, verbose_name="new beginning"),
                ),
            ]
        )
    ]
