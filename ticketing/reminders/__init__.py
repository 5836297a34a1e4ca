"""“Remind me”: who asks is mailed once before the sale of an event opens."""

from ticketing.reminders.services import purge_old_reminders, send_reminders

__all__ = ["purge_old_reminders", "send_reminders"]
