from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0009_views_of_events")]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="is_desk",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="at the desk"
            ),
        )
    ]
