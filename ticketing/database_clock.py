"""The database's own clock, by which holds end: the same for all servers, and not that of the transaction."""

from django.db.models import DateTimeField, Func


class ClockTime(Func):
    """The time of the moment, in SQL; `Now()` is that of the transaction's beginning."""

    template = "(SELECT clock_timestamp())"  # a subquery: one moment for all rows of a statement
    output_field = DateTimeField()
