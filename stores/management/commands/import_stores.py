"""manage.py import_stores FILE"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, User
from stores.importing import Header, Refused, Row, import_batch, read_rows

BATCH = 50  # rows of a transaction: at most these are lost by an interruption, until the next run
RESULT_LABELS = {"added": "added", "there": "already there", "given": "given to the owner"}


class Command(BaseCommand):
    help = (
        "Load a CSV of real places: number, name, address, category; a header is passed over. A "
        "row that is there already is left alone, so an interrupted run is simply started again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--owner", metavar="EMAIL", help="whose stores they become")
        parser.add_argument("--encoding", default="utf-8-sig", help="utf-8-sig; cp949 for others")

    def handle(self, *args, file, owner, encoding, **options):
        self.counts: Counter[str] = Counter()
        user = owner_of(owner) if owner else None
        try:
            source = open(file, encoding=encoding, errors="surrogateescape", newline="")  # noqa: SIM115
            with source:
                self.load(read_rows(source), user)
        except LookupError:
            raise CommandError(f"There is no encoding “{encoding}”.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except UnicodeError:
            raise CommandError(f"{file} is not in the encoding “{encoding}”.") from None
        self.report("Done: ")

    def load(self, rows: Iterator, user: User | None) -> None:
        while batch := list(islice(rows, BATCH)):
            refused = [row for row in batch if isinstance(row, Refused)]
            good = [row for row in batch if isinstance(row, Row)]
            for header in (row for row in batch if isinstance(row, Header)):
                self.stdout.write(f"line {header.line}: the names of the columns, passed over")
            results = sorted([*refused, *import_batch(good, user)], key=line_of)
            for result in results:
                self.count(result)
            self.report("")

    def count(self, result) -> None:
        if isinstance(result, Refused):
            self.counts["refused"] += 1
            self.stderr.write(f"line {result.line}: {result.reason}")
        else:
            self.counts[result.result] += 1

    def report(self, opening: str) -> None:
        parts = [f"{self.counts[result]} {words}" for result, words in RESULT_LABELS.items()]
        text = ", ".join([*parts, f"{self.counts['refused']} refused"])
        self.stdout.write(f"{opening}{self.counts.total()} rows: {text}")
        self.stdout.flush()


def line_of(result) -> int:
    return result.line if isinstance(result, Refused) else result.row.line


def owner_of(email: str) -> User:
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {email}.")
    if user.role != Role.OWNER:
        raise CommandError(f"{email} is not a store owner.")
    return user
