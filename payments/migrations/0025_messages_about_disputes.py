from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0024_reversed_refunds_checked")]

    operations = [
        migrations.AddField(
            model_name='webhookevent',
            name='dispute',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
    ]
