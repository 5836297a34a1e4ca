import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stores", "0007_hidden_sections")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="words",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What else people search for, in any language, separated by commas.",
                max_length=200,
                verbose_name="other words for it",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="search_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("name"),
                    models.F("name_ko"),
                    models.F("words"),
                    arg_joiner=" || ', ' || ",
                    template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))",
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="category",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="categories_by_name", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
