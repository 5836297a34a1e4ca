from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_lower_case_emails")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="pending_email",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                max_length=254,
                verbose_name="e-mail to change to",
            ),
        ),
    ]
