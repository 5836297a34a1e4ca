from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stores", "0013_followers")]

    operations = [
        migrations.AddField(
            model_name="store",
            name="offers_shipping",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="sends parcels"
            ),
        ),
        migrations.RemoveConstraint(model_name="store", name="store_offers_something"),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offers_delivery", True),
                    ("offers_pickup", True),
                    ("offers_shipping", True),
                    _connector="OR",
                ),
                name="store_offers_something",
                violation_error_message="Offer delivery, pickup or shipping.",
            ),
        ),
    ]
