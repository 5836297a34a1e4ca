from django.db import models


class KnownRoute(models.Model):
    """A provider's route, cached for all processes until it expires.

    Its ends are rounded (`Point.rounded`), so that requests for one door share a route.
    """

    provider = models.CharField(max_length=60)
    start_latitude = models.FloatField()
    start_longitude = models.FloatField()
    end_latitude = models.FloatField()
    end_longitude = models.FloatField()
    metres = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    line = models.JSONField()  # [latitude, longitude] pairs
    expires_at = models.DateTimeField(db_index=True)

    ENDS = ("provider", "start_latitude", "start_longitude", "end_latitude", "end_longitude")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "provider",
                    "start_latitude",
                    "start_longitude",
                    "end_latitude",
                    "end_longitude",
                ],
                name="one_known_route_a_way",
            )
        ]
