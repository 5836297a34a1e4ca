from datetime import timedelta


def backoff(first: timedelta, tries: int, longest: timedelta) -> timedelta:
    """The wait after so many failed tries: `first`, doubled by each further one, at most `longest`."""
    doublings = min(max(tries - 1, 0), 20)
    return min(first * (1 << doublings), longest)
