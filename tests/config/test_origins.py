import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.origins import tile_origins


@pytest.mark.parametrize(
    ("template", "origins"),
    [
        ("", []),
        ("/tiles/{z}/{x}/{y}.png", []),
        ("https://tile.example/{z}/{x}/{y}.png", ["https://tile.example"]),
        ("http://localhost:8080/{z}/{x}/{y}{r}.png?key=k", ["http://localhost:8080"]),
        (
            "https://{s}.tile.example/{z}/{x}/{y}.png",
            ["https://a.tile.example", "https://b.tile.example", "https://c.tile.example"],
        ),
    ],
)
def test_pictures_may_come_from_the_tile_servers_origins_only(template, origins):
    assert tile_origins(template) == origins


@pytest.mark.parametrize(
    "template",
    [
        "https://tile.example/",
        "tile.example/{z}/{x}/{y}.png",
        "javascript:{z}{x}{y}",
        "//tile.example/{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "https://tile.example; script-src */{z}/{x}/{y}.png",
    ],
)
def test_what_is_no_tile_server_is_refused(template):
    with pytest.raises(ImproperlyConfigured):
        tile_origins(template)
