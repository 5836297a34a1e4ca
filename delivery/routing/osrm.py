"""OSRM, an open route server: project-osrm.org/docs/v5.24.0/api/#route-service."""

from dataclasses import dataclass
from urllib.parse import quote

from core.http import HttpResponse
from delivery.routing.base import NoRoute, Point, ProviderFailed, Route
from delivery.routing.http import ask
from delivery.routing.reading import amount, document, line, reading

NO_WAY = ("NoRoute", "NoSegment")  # such as two islands, or a point far from every road


@dataclass(frozen=True, slots=True)
class Osrm:
    url: str
    profile: str

    @property
    def name(self) -> str:
        return f"osrm:{self.profile}"

    def ask(self, start: Point, end: Point) -> Route:
        profile = quote(self.profile, safe="")
        answer = ask(
            "GET",
            f"{self.url.rstrip('/')}/route/v1/{profile}/{_written(start)};{_written(end)}",
            params={"overview": "full", "geometries": "geojson"},
        )
        with reading():
            return self._read(answer)

    def _read(self, answer: HttpResponse) -> Route:
        if answer.status not in {200, 400}:
            raise ProviderFailed(f"HTTP {answer.status}")
        data = document(answer.body)
        if data["code"] in NO_WAY:
            raise NoRoute
        if answer.status != 200 or data["code"] != "Ok":
            raise ProviderFailed(f"HTTP {answer.status}")
        best = data["routes"][0]
        return Route(
            metres=amount(best["distance"]),
            seconds=amount(best["duration"]),
            line=line(best["geometry"]["coordinates"]),
            is_estimate=False,
            provider=self.name,
        )


def _written(point: Point) -> str:
    return f"{point.longitude:.6f},{point.latitude:.6f}"
