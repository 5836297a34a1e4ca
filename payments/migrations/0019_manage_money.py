from django.db import migrations

NAME = "note transfers, refund, and retry or settle refunds"


def grant(apps, schema_editor):
    """Those who may change orders could handle their money until now, and still can."""
    permissions = apps.get_model("auth", "Permission").objects
    change_order = permissions.filter(
        content_type__app_label="orders", content_type__model="order", codename="change_order"
    ).first()
    if change_order is None:  # a new database: created after all migrations, and held by nobody
        return
    content_types = apps.get_model("contenttypes", "ContentType").objects
    payment, _created = content_types.get_or_create(app_label="payments", model="payment")
    manage_money, _created = permissions.get_or_create(
        content_type=payment, codename="manage_money", defaults={"name": NAME}
    )
    for group in apps.get_model("auth", "Group").objects.filter(permissions=change_order):
        group.permissions.add(manage_money)
    for user in apps.get_model("accounts", "User").objects.filter(user_permissions=change_order):
        user.user_permissions.add(manage_money)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_members"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("orders", "0001_initial"),
        ("payments", "0018_verbs"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="payment",
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [("manage_money", NAME)],
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
