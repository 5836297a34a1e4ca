"""The mails that the demo wrote to a folder, read back as a mail program would."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.utils import timezone

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # what the backend writes after each message of a file
MAX_DEMO_MAIL_FILES = 200  # files, the newest
LARGEST = 2 * 1024 * 1024  # bytes of a file


@dataclass(frozen=True, slots=True)
class DemoMail:
    """One message of a file; `place` counts from 0."""

    name: str
    place: int
    written_at: datetime
    subject: str
    sender: str
    to: str
    text: str
    html: str


def are_shown() -> bool:
    """Only where mails are files, on a developer's machine."""
    return bool(settings.DEBUG) and settings.EMAIL_BACKEND == FILE_BACKEND


def demo_mails() -> list[DemoMail]:
    """The newest first; files that are no mails are left out."""
    return [mail for path in _newest() for mail in reversed(list(_mails_of(path)))]


def find_demo_mail(name: str, place: int) -> DemoMail | None:
    """By the name of a file that is in the folder, whatever else the name may say."""
    path = next((path for path in _newest() if path.name == name), None)
    mails = list(_mails_of(path)) if path else []
    return next((mail for mail in mails if mail.place == place), None)


def _newest() -> list[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    files = [path for path in folder.glob("*.log") if path.is_file() and not path.is_symlink()]
    return sorted(files, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)[
        :MAX_DEMO_MAIL_FILES
    ]


def _mails_of(path: Path) -> Iterator[DemoMail]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
        written_at = datetime.fromtimestamp(
            path.stat().st_mtime, tz=timezone.get_current_timezone()
        )
    except OSError:  # cleared away meanwhile
        return
    for place, part in enumerate(content.split(BETWEEN)):
        mail = _read(part)
        if mail is not None:
            yield DemoMail(path.name, place, written_at, *mail)


def _read(content: bytes) -> tuple[str, str, str, str, str] | None:
    """Subject, sender, recipients, text and HTML; None where it is no mail."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        if not message["Subject"] or not message["To"]:
            return None
        letter: EmailMessage = message
        headers = (str(letter[name] or "") for name in ("Subject", "From", "To"))
        subject, sender, to = headers
        return subject, sender, to, _part(letter, "plain"), _part(letter, "html")
    except Exception:  # the email package raises many kinds for broken mails
        return None


def _part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    return str(body.get_content()) if body else ""
