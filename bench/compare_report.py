"""The table of a comparison."""

from collections.abc import Sequence
from statistics import median

HEAD = ("scenario", "measured", "old", "new", "new / old", "pairs")


def table(results: dict[str, dict[str, list[dict[str, float]]]]) -> str:
    """A row for each thing measured in each scenario; `pairs` is the range of the ratios of the pairs."""
    rows = [HEAD, ("---", "---", "---:", "---:", "---:", "---")]
    for scenario, by_side in results.items():
        for what in by_side["new"][0]:
            old, new = ([each[what] for each in by_side[side]] for side in ("old", "new"))
            rows.append((scenario, what, *compared(old, new)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def compared(old: Sequence[float], new: Sequence[float]) -> tuple[str, str, str, str]:
    """The medians, their ratio, and the range of the ratios of the pairs."""
    middles = median(old), median(new)
    if not all(old):
        return _number(middles[0]), _number(middles[1]), "-", "-"
    pairs = [after / before for before, after in zip(old, new, strict=True)]
    ratio = middles[1] / middles[0]
    return (*map(_number, middles), f"{ratio:.2f}", f"{min(pairs):.2f}..{max(pairs):.2f}")


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if 2 <= column <= 4 else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"| {' | '.join(cells)} |"
