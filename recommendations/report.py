"""An evaluation as a table in plain text, for the command and for the admin."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any
from unicodedata import east_asian_width

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recommendations.bootstrap import Interval
from recommendations.evaluation import LEAST_READERS, SHUFFLED, Evaluation, Score

NAMES = {
    "popular": gettext_lazy("Most popular"),
    "near": gettext_lazy("Popular near the reader"),
    "again": gettext_lazy("Order again"),
    "taste": gettext_lazy("What the reader eats"),
    "together": gettext_lazy("People who like the same"),
    "both": gettext_lazy("Again, then like-minded"),
    SHUFFLED: gettext_lazy("Shuffled readers"),
}
PART_NAMES = {
    "all": gettext_lazy("All choices"),
    "repeat": gettext_lazy("Choices made again"),
    "new": gettext_lazy("New choices"),
}
WIDTH = 28
COLUMN = 24


def list_choices() -> list[tuple[str, Any]]:
    """The lists that a site can use."""
    return [(code, name) for code, name in NAMES.items() if code != SHUFFLED]


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Without what each reader contributed."""
    scores = {
        part: {code: [one.recall, one.ndcg, one.coverage] for code, one in found.items()}
        for part, found in evaluation.scores.items()
    }
    return {**asdict(replace(evaluation, scores={})), "scores": scores}


def from_json(stored: dict[str, Any]) -> Evaluation:
    scores = {
        part: {code: Score(*(Interval(*each) for each in one)) for code, one in found.items()}
        for part, found in stored["scores"].items()
    }
    return Evaluation(**{**stored, "scores": scores})


def table_of(evaluation: Evaluation) -> str:
    """Everything, ending with the sentence of which list the site would use."""
    tables = tables_of(evaluation)
    sentence = sentence_of(evaluation.winner, evaluation.explanation)
    return "\n\n".join([facts_of(evaluation), *([tables] if tables else []), sentence])


def tables_of(evaluation: Evaluation) -> str:
    """A table for each part, in the order of PART_NAMES and NAMES: stored JSON has none."""
    tables = []
    for part in PART_NAMES:
        if scores := evaluation.scores.get(part):
            rows = [_row(code, scores[code]) for code in NAMES if code in scores]
            tables.append("\n".join([_part_title(evaluation, part), _header(), *rows]))
    return "\n\n".join(tables)


def sentence_of(winner: str, explanation: str) -> str:
    """Which list the site would use, and why."""
    name = NAMES[winner]
    if explanation == "few":
        return _(
            "Fewer than %(least)s readers can be judged, too few to choose: the site would use “%(list)s”."
        ) % {"least": LEAST_READERS, "list": name}
    return _SENTENCES[explanation] % {"list": name}


_SENTENCES = {
    "best": gettext_lazy("The site would use “%(list)s”: it has the highest NDCG@10."),
    "together": gettext_lazy(
        "The site would use “%(list)s”: it is clearly better than every simple list."
    ),
    "unproven": gettext_lazy(
        "The site would use “%(list)s”: no personal list is clearly better than that of another reader."
    ),
}


def facts_of(evaluation: Evaluation) -> str:
    """What was evaluated."""
    return _(
        "%(interactions)s interactions; the lists know what happened before %(cut)s, when %(items)s"
        " items were live. %(left_out)s later choices of others are left out."
    ) % {
        "interactions": f"{evaluation.interactions:,}",
        "cut": localtime(datetime.fromtimestamp(evaluation.cut * 86400, UTC)).strftime(
            "%Y-%m-%d %H:%M"
        ),
        "items": f"{evaluation.items:,}",
        "left_out": f"{evaluation.left_out:,}",
    }


def _part_title(evaluation: Evaluation, part: str) -> str:
    readers = evaluation.readers[part]
    text = ngettext("%(part)s (%(readers)s reader)", "%(part)s (%(readers)s readers)", readers)
    return text % {"part": PART_NAMES[part], "readers": f"{readers:,}"}


def _header() -> str:
    names = ("recall@10", "NDCG@10", _("coverage"))
    return f"{'':{WIDTH}}" + "".join(f"{name:{COLUMN}}" for name in names).rstrip()


def _row(code: str, score: Score) -> str:
    cells = (score.recall, score.ndcg, score.coverage)
    return _padded(str(NAMES[code])) + "".join(f"{_cell(one):{COLUMN}}" for one in cells).rstrip()


def _padded(name: str) -> str:
    """To WIDTH columns of a terminal, of which a Korean syllable takes two."""
    wide = sum(east_asian_width(letter) in "WF" for letter in name)
    return name + " " * (WIDTH - len(name) - wide)


def _cell(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})"
