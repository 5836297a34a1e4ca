"""T Map, a Korean routing service: openapi.sk.com, "car route"."""

from dataclasses import dataclass, field
from typing import Any

from core.http import HttpResponse
from delivery.routing.base import NoRoute, Point, ProviderFailed, Route
from delivery.routing.http import ask
from delivery.routing.reading import amount, document, line, reading


@dataclass(frozen=True, slots=True)
class TMap:
    url: str
    app_key: str = field(repr=False)

    @property
    def name(self) -> str:
        return "tmap"

    def ask(self, start: Point, end: Point) -> Route:
        answer = ask(
            "POST",
            f"{self.url.rstrip('/')}/tmap/routes",
            params={"version": 1, "format": "json"},
            headers={"appKey": self.app_key},
            json=_question(start, end),
        )
        with reading():
            return self._read(answer)

    def _read(self, answer: HttpResponse) -> Route:
        if answer.status == 400:  # a valid request without a route
            raise NoRoute
        if answer.status != 200:
            raise ProviderFailed(f"HTTP {answer.status}")
        features = document(answer.body)["features"]
        sums = _of_kind(features, "Point")[0]["properties"]
        return Route(
            metres=amount(sums["totalDistance"]),
            seconds=amount(sums["totalTime"]),
            line=line([pair for way in _of_kind(features, "LineString") for pair in _pairs(way)]),
            is_estimate=False,
            provider=self.name,
        )


def _question(start: Point, end: Point) -> dict[str, Any]:
    return {
        "startX": start.longitude,
        "startY": start.latitude,
        "endX": end.longitude,
        "endY": end.latitude,
        "startName": "start",  # T Map requires names; real ones would disclose addresses
        "endName": "end",
        "reqCoordType": "WGS84GEO",
        "resCoordType": "WGS84GEO",
    }


def _of_kind(features: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [feature for feature in features if feature["geometry"]["type"] == kind]


def _pairs(feature: dict[str, Any]) -> list[list[float]]:
    pairs: list[list[float]] = feature["geometry"]["coordinates"]
    return pairs
