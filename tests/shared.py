"""Real data from outside the project, if available."""

import csv
import os
from pathlib import Path

from django.conf import settings

FOLDER = Path(os.environ.get("JUMUN_SHARED", settings.BASE_DIR.parent / "shared"))
RESTAURANTS = FOLDER / "data" / "seoul-restaurants.csv"


def real_names() -> list[str]:
    """The names of real restaurants in Seoul; empty if the file is missing."""
    if not RESTAURANTS.exists():
        return []
    with RESTAURANTS.open(encoding="utf-8-sig", newline="") as file:
        return [row[1] for row in csv.reader(file)]
