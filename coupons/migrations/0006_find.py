import datetime

import django.contrib.postgres.indexes
from django.db import migrations, models

from core.schema import AtOnce

NO_END = datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC)

# PostgreSQL's LEAST ignores nulls. The function of a trigger on other columns than a claim's.
ENDS_AT = """
CREATE FUNCTION coupons_campaign_set_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.ends_at := LEAST(
    NEW.closes_at, (SELECT valid_until FROM coupons_terms WHERE id = NEW.terms_id),
    '9000-01-01 00:00:00+00'::timestamptz
  );
  RETURN NEW;
END $$;
CREATE TRIGGER set_end BEFORE INSERT OR UPDATE OF closes_at, terms_id ON coupons_campaign
  FOR EACH ROW EXECUTE FUNCTION coupons_campaign_set_end();
"""

# Sorted, so that transactions which add the same words never wait for each other in a circle.
WORDS = """
CREATE FUNCTION coupons_campaign_add_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO coupons_searchword (word)
  SELECT DISTINCT word FROM regexp_split_to_table(
    lower(normalize(NEW.title, NFKD)) || ' '
      || coalesce((SELECT search_key FROM stores_store WHERE id = NEW.store_id), ''),
    '\\s+'
  ) AS word
  WHERE word <> '' ORDER BY word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER add_words AFTER INSERT OR UPDATE OF title, store_id ON coupons_campaign
  FOR EACH ROW EXECUTE FUNCTION coupons_campaign_add_words();
"""


class Migration(migrations.Migration):
    dependencies = [("coupons", "0005_reminders"), ("stores", "0013_followers")]

    operations = [
        migrations.CreateModel(
            name="Search",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("term", models.CharField(max_length=60, verbose_name="searched for")),
                ("person", models.CharField(editable=False, max_length=32)),
            ],
            options={
                "verbose_name": "search",
                "verbose_name_plural": "searches",
                "constraints": [
                    models.UniqueConstraint(fields=["day", "term", "person"], name="one_search_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.TextField(primary_key=True, serialize=False))],
            options={
                "verbose_name": "word of the search",
                "verbose_name_plural": "words of the search",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="search_words_by_trigram", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        AtOnce(
            [
                migrations.AddField(
                    model_name="campaign",
                    name="ends_at",
                    field=models.DateTimeField(db_default=NO_END, default=NO_END, editable=False),
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="popularity",
                    field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="search_key",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("title"),
                            template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))",
                        ),
                        output_field=models.TextField(),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(ENDS_AT + WORDS),
    ]
