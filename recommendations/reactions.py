"""What recommendations do on others' events."""

from accounts.events import AccountDeleted
from recommendations.services import purge_reader


def purge_recommendations(event: AccountDeleted) -> None:
    purge_reader(event.row)
