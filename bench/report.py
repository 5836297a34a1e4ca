"""The table, and whether the targets are met."""

from bench.measure import Measured

PAGES = ("home", "store page", "order list")
LEAST_RATIO = 0.5  # of the control page's rate
MOST_QUERIES = 9  # the store page's; one of them for its coupons
MOST_REQUESTS = 6  # of a complete order
MOST_CONTROLS = 13  # control pages that one complete order may cost

HEAD = (
    "| page | a second | p50 ms | p99 ms | CPU ms | SQL queries | of the control |\n"
    "|---|---:|---:|---:|---:|---:|---:|"
)


def table(results: dict[str, Measured]) -> str:
    control = results["control"]
    return "\n".join([HEAD, *(_row(name, each, control) for name, each in results.items())])


def controls_an_order(results: dict[str, Measured]) -> float:
    return 1 / share(results["complete order"], results["control"])


def missed(results: dict[str, Measured]) -> list[str]:
    """A sentence for each missed target."""
    control, order = results["control"], results["complete order"]
    misses = [
        f"{name}: {sum(each.errors.values())} errors, such as {each.errors.most_common(1)[0][0]}"
        for name, each in results.items()
        if each.errors
    ]
    for name in PAGES:
        if share(results[name], control) < LEAST_RATIO:
            misses.append(f"{name}: less than {LEAST_RATIO:.0%} of the control page's rate")
        if max(results[name].queries, default=0) > MOST_QUERIES:
            misses.append(f"{name}: more than {MOST_QUERIES} queries")
    if order.requests > MOST_REQUESTS:
        misses.append(f"complete order: more than {MOST_REQUESTS} requests")
    if controls_an_order(results) > MOST_CONTROLS:
        misses.append(f"complete order: costs more than {MOST_CONTROLS} control pages")
    return misses


def _row(name: str, each: Measured, control: Measured) -> str:
    if not each.times:
        return f"| {name} | – | – | – | – | – | – |"
    part = share(each, control)
    ratio = f"{part:.0%}" if each.requests == 1 else f"1 for {1 / part:.1f}"
    queries = " + ".join(map(str, each.queries))
    cells = (
        f"{name} ({each.requests} requests)" if each.requests > 1 else name,
        f"{each.rate:.0f}",
        f"{each.p50 * 1000:.0f}",
        f"{each.p99 * 1000:.0f}",
        f"{each.cpu / len(each.times) * 1000:.1f}",
        queries,
        ratio,
    )
    return f"| {' | '.join(cells)} |"


def share(each: Measured, control: Measured) -> float:
    """Its rate relative to the control page's, in the median round."""
    pairs = sorted(a / b for a, b in zip(each.rates, control.rates, strict=True) if b)
    return max(pairs[len(pairs) // 2], 1e-9) if pairs else 1e-9
