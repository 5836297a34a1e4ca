import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coupons', '0003_redemptions'),
        ('stores', '0013_followers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignFollow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('restock_number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'follower',
                'verbose_name_plural': 'followers',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CampaignNews',
            fields=[
                ('campaign', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='news', serialize=False, to='coupons.campaign')),
                ('check_at', models.DateTimeField(null=True)),
                ('opening_told_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Restock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AlterField(
            model_name='campaign',
            name='audience',
            field=models.CharField(choices=[('everybody', 'Everybody'), ('followers', 'Followers of the store'), ('code', 'Who knows the secret code')], default='everybody', max_length=10, verbose_name='for'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('audience', 'followers'), ('store', None), _negated=True), name='followers_of_a_store'),
        ),
        migrations.AddField(
            model_name='campaignfollow',
            name='campaign',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='follows', to='coupons.campaign', verbose_name='campaign'),
        ),
        migrations.AddField(
            model_name='campaignfollow',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='campaign_follows', to=settings.AUTH_USER_MODEL, verbose_name='customer'),
        ),
        migrations.AddIndex(
            model_name='campaignnews',
            index=models.Index(condition=models.Q(('check_at__isnull', False)), fields=['check_at'], name='news_to_check'),
        ),
        migrations.AddField(
            model_name='restock',
            name='campaign',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='restocks', to='coupons.campaign', verbose_name='campaign'),
        ),
        migrations.AddConstraint(
            model_name='campaignfollow',
            constraint=models.UniqueConstraint(fields=('campaign', 'restock_number', 'user'), name='one_follow_a_restock'),
        ),
        migrations.AddConstraint(
            model_name='restock',
            constraint=models.UniqueConstraint(fields=('campaign', 'number'), name='restocks_are_numbered'),
        ),
    ]
