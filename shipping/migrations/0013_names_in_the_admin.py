import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0012_name_of_other_carriers"),
        ("stores", "0027_platform_valid"),
    ]

    # The names of fields are in no database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="rate",
                    name="step",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rates",
                        to="shipping.weightstep",
                        verbose_name="step of weight",
                    ),
                ),
                migrations.AlterField(
                    model_name="returnterms",
                    name="store",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="return_terms",
                        serialize=False,
                        to="stores.store",
                        verbose_name="store",
                    ),
                ),
                migrations.AlterField(
                    model_name="zone",
                    name="store",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="zones",
                        to="stores.store",
                        verbose_name="store",
                    ),
                ),
            ]
        )
    ]
