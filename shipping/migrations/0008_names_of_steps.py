from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('shipping', '0007_returned_pieces'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='parcelmove',
            options={'ordering': ['pk'], 'verbose_name': 'step of a parcel', 'verbose_name_plural': 'history'},
        ),
        migrations.AlterModelOptions(
            name='returnmove',
            options={'ordering': ['pk'], 'verbose_name': 'step of a return', 'verbose_name_plural': 'history'},
        ),
    ]
