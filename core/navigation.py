"""The links of the header, its account menu and the footer; config/navigation.py lists them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, eq=False)
class NavigationEntry:
    """A link to the page `url_name`, shown to users for whom `visible_to(user)` holds.

    A page names the `code` of its entry in the template block `nav_active`. `badge`: a template rendered
    after the label. `style`: an additional CSS class.
    """

    code: str
    url_name: str
    label: str | Promise
    visible_to: Callable[[Any], bool] = lambda user: True
    icon: str = ""
    badge: str = ""
    style: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_entries: dict[str, Sequence[NavigationEntry]] = {}


def register(entries: Mapping[str, Sequence[NavigationEntry]]) -> None:
    """Install the entries of config/navigation.py by place, replacing those installed before."""
    _entries.clear()
    _entries.update(entries)


def entries_for(user: Any, place: str) -> list[NavigationEntry]:
    """What the user sees at a place, in the order of config/navigation.py."""
    return [entry for entry in _entries.get(place, ()) if entry.visible_to(user)]
