from django.db import migrations, models
from django.db.models import F


def take_over(apps, schema_editor):
    """A wish was a row of allauth's before, which signed in by Google whoever has that mailbox."""
    address = apps.get_model("account", "EmailAddress")
    wishes = address.objects.filter(verified=False).exclude(email=F("user__email"))
    for wish in wishes.select_related("user").order_by("pk").iterator():
        wish.user.pending_email = wish.email.lower()
        wish.user.save(update_fields=["pending_email"])
    wishes.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_lower_case_emails"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

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
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
