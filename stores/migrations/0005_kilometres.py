from django.db import migrations

# The great-circle distance in km between two points in degrees, by the haversine formula with the
# mean radius of the Earth (IUGG); null if a coordinate is null. For antipodes, rounding may exceed 1,
# where asin fails: hence least(). A single expression, so that PostgreSQL inlines it.
KILOMETRES = """
CREATE FUNCTION stores_kilometres(
    latitude float, longitude float, to_latitude float, to_longitude float
) RETURNS float LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN latitude IS NOT NULL AND longitude IS NOT NULL THEN
    2 * 6371.0088 * asin(sqrt(least(1.0,
        power(sin(radians(to_latitude - latitude) / 2), 2)
        + cos(radians(latitude)) * cos(radians(to_latitude))
        * power(sin(radians(to_longitude - longitude) / 2), 2)
    )))
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0004_standard_categories")]

    operations = [
        migrations.RunSQL(
            KILOMETRES, "DROP FUNCTION stores_kilometres(float, float, float, float)"
        )
    ]
