from django.db import migrations

FORMER, NAME = "그 밖의 운송사", "그 밖의 택배사"


def rename(apps, schema_editor):
    """Not where an administrator has renamed it."""
    carriers = apps.get_model("shipping", "Carrier").objects.using(schema_editor.connection.alias)
    carriers.filter(code="other", name_ko=FORMER).update(name_ko=NAME)


class Migration(migrations.Migration):
    dependencies = [("shipping", "0011_return_photos")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
