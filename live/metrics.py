"""The counts of the live process in the text format of Prometheus."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from live.app import LiveApp


def metrics(app: "LiveApp") -> str:
    """Name, kind, meaning and value of each count."""
    hub = app.hub
    rows = [
        ("connections", "gauge", "Open pages.", len(hub)),
        ("backplane_up", "gauge", "1 while news arrive.", int(app.is_listening)),
        ("news_total", "counter", "News heard from the backplane.", app.received),
        ("messages_total", "counter", "Messages handed to pages.", hub.sent),
        ("dropped_total", "counter", "Pages dropped for reading too slowly.", hub.dropped),
        ("gaps_total", "counter", "Times the backplane was (re)connected.", app.gaps),
        ("refused_total", "counter", "Streams refused for a forged token.", app.refused),
    ]
    return "".join(
        f"# HELP jumun_live_{name} {meaning}\n# TYPE jumun_live_{name} {kind}\njumun_live_{name} {value}\n"
        for name, kind, meaning, value in rows
    )
