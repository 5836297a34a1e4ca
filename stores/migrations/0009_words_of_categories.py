from django.db import migrations

from stores.categories import OTHER_WORDS


def add_words(apps, schema_editor):
    category = apps.get_model("stores", "Category")
    for slug, words in OTHER_WORDS.items():
        category.objects.filter(slug=slug, words="").update(words=words)


class Migration(migrations.Migration):
    dependencies = [("stores", "0008_category_search")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
