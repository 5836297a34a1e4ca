from django.db import migrations

# The twins of accounts.identity, where each rule is explained; a test compares them.
FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION accounts_email_key(address text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  plain text := lower(btrim(address, E' \t\n\r\f\v'));
  domain text := substring(plain from '@([^@]*)$');
  name text := split_part(regexp_replace(plain, '@[^@]*$', ''), '+', 1);
BEGIN
  IF domain IN ('gmail.com', 'googlemail.com') THEN
    name := replace(name, '.', '');
    domain := 'gmail.com';
  END IF;
  RETURN CASE WHEN domain IS NULL OR name = '' THEN '' ELSE name || '@' || domain END;
END $$;

CREATE OR REPLACE FUNCTION accounts_phone_key(phone text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  digits text := regexp_replace(phone, '[^0-9]', '', 'g');
BEGIN
  RETURN CASE WHEN length(digits) >= 8 THEN right(digits, 8) ELSE '' END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_members")]

    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
