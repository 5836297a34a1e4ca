import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('landing', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='name in addresses')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='landing.page')),
            ],
            options={
                'verbose_name': 'former name of a page',
                'verbose_name_plural': 'former names of pages',
                'ordering': ['pk'],
            },
        ),
    ]
