from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0005_notes_to_erase'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='decline',
            options={'verbose_name': 'declined offer', 'verbose_name_plural': 'declined offers'},
        ),
    ]
