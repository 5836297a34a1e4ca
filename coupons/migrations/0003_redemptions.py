import core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.lifecycle.triggers import GuardMoves


class Migration(migrations.Migration):

    dependencies = [
        ('coupons', '0002_guards'),
        ('stores', '0012_members_of_owners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Redemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bill', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='bill')),
                ('off', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='took off')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('undone_at', models.DateTimeField(editable=False, null=True, verbose_name='undone')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('coupon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redemptions', to='coupons.coupon', verbose_name='coupon')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redemptions', to='stores.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'redemption',
                'verbose_name_plural': 'redemptions',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['store', '-at'], name='redemptions_of_a_store')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('coupon',), name='redeemed_once'), models.CheckConstraint(condition=models.Q(('off__gt', 0), ('off__lte', models.F('bill'))), name='redemption_within_its_bill')],
            },
        ),
        GuardMoves(
            "coupons_coupon",
            "issued",
            [
                ("issued", "reserved"),
                ("issued", "revoked"),
                ("issued", "used"),
                ("reserved", "issued"),
                ("reserved", "used"),
                ("used", "issued"),
            ],
        ),
    ]
