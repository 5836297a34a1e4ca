from django.db import migrations, models



class Migration(migrations.Migration):
    dependencies = [("billing", "0006_usage_guards")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="trial_number",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=40
            ),
        ),
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.UniqueConstraint(
                condition=~models.Q(trial_number=""),
                fields=("trial_number",),
                name="one_trial_a_business_number",
            ),
        ),
    ]
