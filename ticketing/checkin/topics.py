"""The live topic of an event's check-in."""


def check_in_topic(number: str) -> str:
    """Scans, conflicts and counts of an event; for its gates and its organisers."""
    return f"gates.{number}"
