from django.db import migrations
from django.db.models import F


def move_pending(apps, schema_editor):
    """They were unverified rows of allauth, with which Google signed in the owner of that mailbox."""
    address = apps.get_model("account", "EmailAddress")
    pending = address.objects.filter(verified=False).exclude(email=F("user__email"))
    for row in pending.select_related("user").order_by("pk").iterator():
        row.user.pending_email = row.email.lower()
        row.user.save(update_fields=["pending_email"])
    pending.delete()


class Migration(migrations.Migration):
    """Separate from the previous one, whose lock on all accounts must not wait for a scan of their e-mails."""

    dependencies = [
        ("accounts", "0003_pending_email"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(move_pending, migrations.RunPython.noop)]
