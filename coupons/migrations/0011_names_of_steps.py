from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('coupons', '0010_claim_codes'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='campaignmove',
            options={'ordering': ['pk'], 'verbose_name': 'step of a campaign', 'verbose_name_plural': 'history'},
        ),
        migrations.AlterModelOptions(
            name='couponmove',
            options={'ordering': ['pk'], 'verbose_name': 'step of a coupon', 'verbose_name_plural': 'history'},
        ),
    ]
