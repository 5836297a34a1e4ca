import coupons.codes
import django.db.models.deletion
from django.db import migrations, models


# A code that somebody holds stays what it is: it is claimed or voided, once.
GUARD = """
CREATE FUNCTION coupons_claimcode_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.coupon_id IS NULL AND OLD.voided_at IS NULL
        AND (NEW.id, NEW.code, NEW.campaign_id, NEW.made_at)
          = (OLD.id, OLD.code, OLD.campaign_id, OLD.made_at) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a code is claimed or voided once, and never changed'
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER guard_code BEFORE UPDATE OR DELETE ON coupons_claimcode
  FOR EACH ROW EXECUTE FUNCTION coupons_claimcode_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('coupons', '0009_statistics_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='campaign',
            name='audience',
            field=models.CharField(choices=[('everybody', 'Everybody'), ('followers', 'Followers of the store'), ('code', 'Who knows the secret code'), ('codes', 'Who has a code for one coupon')], default='everybody', max_length=10, verbose_name='for'),
        ),
        migrations.CreateModel(
            name='ClaimCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=coupons.codes.new_claim_code, editable=False, max_length=12, unique=True, verbose_name='code')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='voided')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='claim_codes', to='coupons.campaign', verbose_name='campaign')),
                ('coupon', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim_code', to='coupons.coupon', verbose_name='coupon')),
            ],
            options={
                'verbose_name': 'code',
                'verbose_name_plural': 'codes',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['campaign', 'id'], name='codes_of_a_campaign')],
                'constraints': [models.CheckConstraint(condition=models.Q(('coupon', None), ('voided_at', None), _connector='OR'), name='code_claimed_or_voided')],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
