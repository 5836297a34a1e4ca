"""manage.py replay FILE…"""

import difflib
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from billing.scenarios.ledger import LANGUAGE
from billing.scenarios.parsing import Scenario, parse_scenario
from billing.scenarios.replaying import Replay, replay
from billing.scenarios.yaml_nodes import ScenarioError


class Command(BaseCommand):
    help = (
        "Replay scenario files of billing (docs/billing-scenarios.md) at test clocks of their own, and print "
        "what happened. Nothing is left of it, unless it is committed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument("--check", action="store_true", help="compare with the files' ledgers")
        parser.add_argument("--commit", action="store_true", help="leave the clocks, for the admin")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        with translation.override(LANGUAGE):
            failed = [file for file in files if not self.run(file, **options)]
        if failed:
            names = ", ".join(str(file) for file in failed)
            raise CommandError(f"{len(failed)} of {len(files)} failed: {names}")

    def run(self, file: Path, *, check: bool, commit: bool, **options: Any) -> bool:
        """Whether it could be replayed, and, on request, is as expected."""
        began = time.monotonic()
        try:
            scenario = parse_scenario(file.read_text(encoding="utf-8"))
            if check and not scenario.ledger:
                raise ScenarioError("There is no ledger to compare with.", 1, 1)
            replayed = replay(scenario, now=timezone.now(), commit=commit)
        except ScenarioError as error:
            self.stderr.write(f"{file}, {error}")
            return False
        except OSError as error:
            self.stderr.write(f"{file} cannot be read: {error.strerror}.")
            return False
        except UnicodeError:
            self.stderr.write(f"{file} is not UTF-8 text.")
            return False
        if commit:
            self.stdout.write(f"{file}: is clock {replayed.clock.pk}, “{replayed.clock}”")
        if check:
            return self.compare(file, scenario, replayed, time.monotonic() - began)
        self.stdout.write("\n".join([f"# {scenario.name}", *replayed.ledger, ""]))
        return True

    def compare(self, file: Path, scenario: Scenario, replayed: Replay, seconds: float) -> bool:
        """However the lines are spaced."""
        expected, found = normalised(scenario.ledger), normalised(replayed.ledger)
        if expected == found:
            self.stdout.write(f"{file}: as expected, {len(found)} lines in {seconds:.1f} s")
            return True
        ends = f"{file}, line {scenario.ledger_line}: expected", "replayed"
        diff = difflib.unified_diff(expected, found, *ends, lineterm="")
        self.stderr.write("\n".join(diff))
        return False


def normalised(lines: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines if line.strip()]
