import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coupons', '0004_following'),
        ('orders', '0034_credited_checked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RemindedCoupon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('3d', 'three days before the end'), ('24h', '24 hours before the end')], max_length=3)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='coupon',
            index=models.Index(condition=models.Q(('status', 'issued')), fields=['expires_at'], name='coupons_that_end'),
        ),
        migrations.AddField(
            model_name='remindedcoupon',
            name='coupon',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='coupons.coupon'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='coupon_reminders', to=settings.AUTH_USER_MODEL, verbose_name='customer'),
        ),
        migrations.AddField(
            model_name='remindedcoupon',
            name='reminder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coupons', to='coupons.reminder'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['customer', '-at'], name='reminders_of_a_customer'),
        ),
        migrations.AddConstraint(
            model_name='remindedcoupon',
            constraint=models.UniqueConstraint(fields=('coupon', 'step'), name='one_reminder_a_step'),
        ),
        migrations.AddConstraint(
            model_name='remindedcoupon',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['3d', '24h'])), name='known_reminder_step'),
        ),
    ]
