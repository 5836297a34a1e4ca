import affiliates.models.partners
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("affiliates", "0006_refunds_given_up_checked"),
    ]

    # The names of fields are in no database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="partner",
                    name="number",
                    field=models.CharField(
                        default=affiliates.models.partners.new_number,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                migrations.AlterField(
                    model_name="payout",
                    name="number",
                    field=models.CharField(
                        default=affiliates.models.partners.new_number,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                migrations.AlterField(
                    model_name="payoutrun",
                    name="number",
                    field=models.CharField(
                        default=affiliates.models.partners.new_number,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                migrations.AlterField(
                    model_name="sale",
                    name="number",
                    field=models.CharField(
                        default=affiliates.models.partners.new_number,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
            ]
        )
    ]
