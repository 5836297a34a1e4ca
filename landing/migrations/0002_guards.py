from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves


class Migration(migrations.Migration):
    dependencies = [("landing", "0001_initial")]

    operations = [
        GuardMoves(
            "landing_page",
            "draft",
            [
                ("archived", "draft"),
                ("draft", "archived"),
                ("draft", "published"),
                ("paused", "archived"),
                ("paused", "published"),
                ("published", "archived"),
                ("published", "draft"),
                ("published", "paused"),
                ("published", "published"),
            ],
        ),
        AppendOnly("landing_pagemove"),
        AppendOnly("landing_pageversion"),
    ]
