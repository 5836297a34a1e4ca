import accounts.models
import django.db.models.deletion
import ticketing.numbers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0039_attributed'),
        ('ticketing', '0005_check_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(choices=[('en', 'English'), ('ko', 'Korean')], default=accounts.models.default_language, editable=False, max_length=5)),
                ('key', models.CharField(default=ticketing.numbers.new_handover_key, editable=False, max_length=32, unique=True)),
                ('offered_at', models.DateTimeField(verbose_name='offered')),
                ('accepted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='accepted')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'handing over of a ticket',
                'verbose_name_plural': 'tickets handed over',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='holder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to=settings.AUTH_USER_MODEL, verbose_name='holder'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='holder_key',
            field=models.CharField(editable=False, max_length=32, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('holder', None), ('holder_key', None), _connector='OR'), name='holder_or_key_of_holder'),
        ),
        migrations.AddField(
            model_name='handover',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='ticketing.ticket', verbose_name='ticket'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=['email'], name='open_handovers_to_a_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('ticket',), name='one_handover_of_a_ticket'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None), _connector='OR'), name='handover_accepted_or_withdrawn'),
        ),
    ]
