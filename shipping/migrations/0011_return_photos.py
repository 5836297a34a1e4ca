
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shipping', '0010_patterns_of_numbers'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
                ('content', models.BinaryField()),
                ('goods_return', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='shipping.return')),
            ],
            options={
                'verbose_name': 'photo of a return',
                'verbose_name_plural': 'photos of returns',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('goods_return', 'place'), name='one_return_photo_a_place'), models.CheckConstraint(condition=models.Q(('place__lt', 4)), name='few_return_photos')],
            },
        ),
    ]
