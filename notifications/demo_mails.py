"""The mails that the demo wrote to a folder, parsed for display."""

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
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # Django's file backend writes it after each message
MAX_DEMO_MAIL_FILES = 200  # files, the newest
MAX_FILE_SIZE = 2 * 1024 * 1024  # bytes


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
    """Whether mails are written to files, as on a developer's machine."""
    return bool(settings.DEBUG) and settings.EMAIL_BACKEND == FILE_BACKEND


def demo_mails() -> list[DemoMail]:
    """The newest first; files that are not mails are left out."""
    return [mail for path in _newest() for mail in reversed(list(_mails_of(path)))]


def find_demo_mail(name: str, place: int) -> DemoMail | None:
    """Find a mail by the name of a file in the folder; a path in `name` finds none."""
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
            content = file.read(MAX_FILE_SIZE)
        written_at = datetime.fromtimestamp(
            path.stat().st_mtime, tz=timezone.get_current_timezone()
        )
    except OSError:  # deleted meanwhile
        return
    for place, part in enumerate(content.split(BETWEEN)):
        mail = _read(part)
        if mail is not None:
            yield DemoMail(path.name, place, written_at, *mail)


def _read(content: bytes) -> tuple[str, str, str, str, str] | None:
    """Subject, sender, recipients, text and HTML; None if it is not a mail."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        if not message["Subject"] or not message["To"]:
            return None
        parsed: EmailMessage = message
        headers = (str(parsed[name] or "") for name in ("Subject", "From", "To"))
        subject, sender, to = headers
        return subject, sender, to, _part(parsed, "plain"), _part(parsed, "html")
    except Exception:  # the email package raises many types for malformed mails
        return None


def _part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body((kind,))
    return str(body.get_content()) if body else ""
