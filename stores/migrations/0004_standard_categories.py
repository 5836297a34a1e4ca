from django.db import migrations

from stores.categories import STANDARD


def add_standard_categories(apps, schema_editor):
    category = apps.get_model("stores", "Category")
    for position, (slug, (name, name_ko, emoji, _words)) in enumerate(STANDARD.items()):
        texts = {"name": name, "name_ko": name_ko, "emoji": emoji, "position": position}
        category.objects.get_or_create(slug=slug, defaults=texts)


class Migration(migrations.Migration):
    dependencies = [("stores", "0003_store_offers_something")]

    operations = [migrations.RunPython(add_standard_categories, migrations.RunPython.noop)]
