from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0020_notes_of_open_orders'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='cart',
            options={'ordering': ['-updated_at'], 'verbose_name': 'cart', 'verbose_name_plural': 'carts'},
        ),
        migrations.AlterModelOptions(
            name='cartline',
            options={'ordering': ['pk'], 'verbose_name': 'item in a cart', 'verbose_name_plural': 'items in carts'},
        ),
    ]
