from django.db import migrations, models

import shipping.models.carriers

# UPS, "Tracking Number Help" (ups.com/content/us/en/tracking/help/tracking/tnh.html): 1Z and 16 characters,
# T and 10 digits, 9 or 12 digits, and for other shipments 7 to 20. The other carriers publish none that
# covers all of their numbers.
UPS = "[0-9A-Z]{7,20}"


def set_patterns(apps, schema_editor):
    carriers = apps.get_model("shipping", "Carrier").objects.using(schema_editor.connection.alias)
    carriers.filter(code="ups", pattern="").update(pattern=UPS)


class Migration(migrations.Migration):
    dependencies = [("shipping", "0009_bulk_batches")]

    operations = [
        migrations.AddField(
            model_name="carrier",
            name="pattern",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="A regular expression of whole numbers without spaces and hyphens, if the"
                " carrier publishes what they look like; else any number is taken.",
                max_length=200,
                validators=[shipping.models.carriers.check_pattern],
                verbose_name="pattern of its numbers",
            ),
        ),
        migrations.RunPython(set_patterns, migrations.RunPython.noop),
    ]
