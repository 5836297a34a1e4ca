import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from core.schema import AtOnce

# AlterField would check the foreign keys of all rows again.
MAY_LACK_CATEGORY = migrations.SeparateDatabaseAndState(
    database_operations=[
        migrations.RunSQL(
            "ALTER TABLE stores_store ALTER COLUMN category_id DROP NOT NULL",
            "ALTER TABLE stores_store ALTER COLUMN category_id SET NOT NULL",
        )
    ],
    state_operations=[
        migrations.AlterField(
            model_name="store",
            name="category",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stores",
                to="stores.category",
                verbose_name="category",
            ),
        )
    ],
)


class Migration(migrations.Migration):
    """0027 validates the constraint, which no row breaks."""

    dependencies = [("stores", "0025_offers_something_valid")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="store",
                    name="is_platform",
                    field=models.BooleanField(db_default=False, default=False, editable=False),
                ),
                MAY_LACK_CATEGORY,
                AddConstraintNotValid(
                    model_name="store",
                    constraint=models.CheckConstraint(
                        condition=Q(is_platform=False, category__isnull=False)
                        | Q(is_platform=True, owner__isnull=True, archived_at__isnull=False),
                        name="platform_store_is_hidden",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="store",
                    constraint=models.UniqueConstraint(
                        condition=Q(is_platform=True),
                        fields=("currency",),
                        name="one_platform_store_a_currency",
                    ),
                ),
            ]
        )
    ]
