"""Compares the lists that can be recommended, on this site's interactions or on those of a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from recommendations.csv_file import BadFile, read_interactions
from recommendations.evaluation import cut_of, evaluate
from recommendations.neighbours import is_installed, neighbours_of
from recommendations.report import table_of
from recommendations.training import interactions_to_evaluate


class Command(BaseCommand):
    help = "Shows which list of recommendations would have shown readers what they chose next."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interactions",
            metavar="FILE.csv",
            type=Path,
            help="columns user, item and at; optional latitude, longitude and category",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            interactions, items = (
                read_interactions(options["interactions"])
                if options["interactions"]
                else interactions_to_evaluate(timezone.now())
            )
        except BadFile as problem:
            raise CommandError(str(problem)) from None
        if not interactions:
            raise CommandError(_("Nobody has ordered, claimed or followed anything yet."))
        found = neighbours_of if is_installed() else None
        evaluation = evaluate(interactions, items, cut_of(interactions), neighbours_of=found)
        self.stdout.write(table_of(evaluation))
        if found is None:
            self.stdout.write(
                _("Collaborative filtering is not installed: see requirements-recommendations.in.")
            )
