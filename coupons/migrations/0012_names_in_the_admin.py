import coupons.codes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coupons", "0011_names_of_steps"),
    ]

    # The names of fields are in no database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="campaign",
                    name="number",
                    field=models.CharField(
                        default=coupons.codes.new_campaign_number,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
            ]
        )
    ]
