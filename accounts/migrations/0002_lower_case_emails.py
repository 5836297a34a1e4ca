from django.db import migrations, models
from django.db.models.functions import Lower


def lower_emails(apps, schema_editor):
    apps.get_model("accounts", "User").objects.update(email=Lower("email"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(lower_emails, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="user", name="one_user_an_email"),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(
                error_messages={"unique": "There is an account with this e-mail already."},
                max_length=254,
                unique=True,
                verbose_name="e-mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", Lower("email"))), name="email_is_lower_case"
            ),
        ),
    ]
