from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from devtools.diagrams import draw_all


class Command(BaseCommand):
    help = "Draw every lifecycle into docs/moves.md."

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "moves.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(draw_all(), encoding="utf-8")
        self.stdout.write(f"{page} is drawn.")
