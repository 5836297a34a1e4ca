"""The texts of a gate's page that its script needs when there is no network."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ticketing.checkin.scan_outcomes import SENTENCES, tone_of
from ticketing.models import Outcome


def offline_texts() -> dict[str, object]:
    """In the reader's language: of each outcome its colour, word and sentence; and what else may happen."""
    outcomes = {
        outcome.value: {
            "tone": tone_of(outcome).value,
            "word": str(outcome.label),
            "sentence": str(SENTENCES[outcome]),
        }
        for outcome in Outcome
    }
    return {
        "outcomes": outcomes,
        "scannedAt": _("Scanned at {time} by this phone."),
        "scannedInAt": _("Let in by another phone, as of {time}."),
        "notOnList": _("It is not on the list of {time}: for another date, or bought since."),
        "changedList": _("The list of tickets was changed: it is not used."),
        "otherList": _("This list of tickets is for another date."),
        "noList": _("No network, and no list of tickets yet. Go where there is a network once."),
        "noStore": _("This browser stores nothing: without a network it cannot check in."),
        "network": _("No answer from the site. Scan again."),
        "online": _("Connected"),
        "offline": _("No network: checking in goes on, by the list of {time}."),
        "unsent": _("{count} not sent"),
        "sending": _("Sending {done} of {count}"),
        "conflicts": _("{count} contradict other scans: the organiser decides."),
        "refusedScans": _("{count} could not be sent: {reason}"),
        "notPossible": _("Not possible"),
        "ready": pgettext("check-in", "Ready"),
        "toScan": _("Scan a ticket, or type a name."),
        "choose": _("Choose the ticket below."),
        "nothing": _("No ticket found."),
        "letIn": _("Let in"),
        "undo": _("Undo"),
        "undone": _("Undone"),
        "clockOff": _("The clock of this phone is {minutes} minutes off. That is allowed for."),
    }
