import shutil

# The shell without windows does the same with two thirds of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")


def find_chromium() -> str | None:
    """The path of the system's Chromium, for tests and benchmarks; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
