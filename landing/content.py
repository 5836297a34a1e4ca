"""The HTML of a version's sections: cached by what they show, so it cannot be out of date."""

from typing import Any

from landing.models import PageVersion
from landing.sections import Hero, Offers, Reviews, Section, Shipping
from stores.fragment_cache import cached_html


def parts_of(version: Any) -> tuple[str, str]:
    """What stands above the offers and below them; without such a section the offers follow the first."""
    sections = [each for each in version.sections if not isinstance(each, Shipping)]
    place = next((i for i, each in enumerate(sections) if isinstance(each, Offers)), None)
    if place is None:
        first = 1 if sections and isinstance(sections[0], Hero) else 0
        sections.insert(first, Offers())
        place = first
    return _html(version, sections[:place]), _html(version, sections[place + 1 :])


def text_about_sending(version: PageVersion) -> Shipping | None:
    """The seller's own text about sending: it stands beside what is computed."""
    return next((each for each in version.sections if isinstance(each, Shipping)), None)


def _html(version: Any, sections: list[Section]) -> str:
    shown: list[object] = [version.pk, version.page.title, [each.id for each in sections]]
    if any(isinstance(each, Reviews) for each in sections):
        shown += [version.review_rows, version.review_count, version.review_average]
        shown.append(version.page.store.name)  # stands before its replies
    context = {"sections": sections, "page": version.page, "version": version}
    return cached_html("landing/_sections.html", shown, context)
