from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stores', '0002_search'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='store',
            constraint=models.CheckConstraint(condition=models.Q(('offers_delivery', True), ('offers_pickup', True), _connector='OR'), name='store_offers_something', violation_error_message='Offer delivery, pickup or both.'),
        ),
    ]
