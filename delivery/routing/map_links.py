"""Links that open an external map with a destination.

The formats: developers.google.com/maps/documentation/urls, apis.map.kakao.com/web/guide/#routeurl,
and the scheme of the T Map app, which has X for the longitude.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from delivery.routing.base import Point


@dataclass(frozen=True, slots=True)
class MapLink:
    """`opens_app`: the URL is for a phone app, so a new browser tab would stay empty."""

    label: str
    url: str
    opens_app: bool = False


def external_maps(point: Point | None, name: str, address: str = "") -> list[MapLink]:
    """Links to T Map, Kakao Map and Google Maps with the destination `point`, shown there as `name`.

    If the point is unknown they search for `address`, or for the name if there is none.
    """
    tmap, kakao, google = _to(point, name) if point else _search(address or name)
    return [
        MapLink(_("T Map"), f"tmap://{tmap}", opens_app=True),
        MapLink(_("Kakao Map"), f"https://map.kakao.com/link/{kakao}"),
        MapLink(_("Google Maps"), f"https://www.google.com/maps/{google}"),
    ]


def _to(point: Point, name: str) -> tuple[str, str, str]:
    y, x = f"{point.latitude:.6f}", f"{point.longitude:.6f}"
    # Kakao separates the three values by commas, so the name must not contain any.
    plain = quote(" ".join(name.replace(",", " ").split()), safe="")
    return (
        f"route?{_query(goalname=name, goalx=x, goaly=y)}",
        f"to/{plain},{y},{x}",
        f"dir/?{_query(api=1, destination=f'{y},{x}')}",
    )


def _search(text: str) -> tuple[str, str, str]:
    return (
        f"search?{_query(name=text)}",
        f"search/{quote(text, safe='')}",
        f"dir/?{_query(api=1, destination=text)}",
    )


def _query(**values: object) -> str:
    # A space as %20, since apps do not decode + as one.
    return urlencode(values, quote_via=quote)
