import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from core.schema import AtOnce

# AlterField would also check the foreign key of all rows again, and lock the orders meanwhile.
NULLABLE = "ALTER TABLE notifications_notice ALTER COLUMN order_id DROP NOT NULL"


class Migration(migrations.Migration):
    """Of one table, as 0005."""

    dependencies = [("notifications", "0005_words_of_mails")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="notice",
                    name="about",
                    field=models.CharField(
                        blank=True, db_default="", default="", max_length=100, verbose_name="about"
                    ),
                ),
                migrations.AddField(
                    model_name="notice",
                    name="link",
                    field=models.CharField(
                        blank=True, db_default="", default="", max_length=500, verbose_name="link"
                    ),
                ),
                migrations.AddField(
                    model_name="notice",
                    name="text",
                    field=models.TextField(
                        blank=True, db_default="", default="", verbose_name="text"
                    ),
                ),
                migrations.AddField(
                    model_name="notice",
                    name="title",
                    field=models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="title"
                    ),
                ),
                migrations.SeparateDatabaseAndState(
                    database_operations=[migrations.RunSQL(NULLABLE, migrations.RunSQL.noop)],
                    state_operations=[
                        migrations.AlterField(
                            model_name="notice",
                            name="order",
                            field=models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="orders.order",
                                verbose_name="order",
                            ),
                        ),
                    ],
                ),
                AddConstraintNotValid(
                    model_name="notice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(link__regex=r"^(/|/[^/\\[:space:][:cntrl:]].*)?$"),
                        name="notice_links_into_the_site",
                    ),
                ),
            ]
        ),
    ]
