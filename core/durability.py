from django.db import connection


def may_be_lost_in_a_crash() -> None:
    """Let the current transaction commit without waiting for the disk.

    Its writes are visible and atomic as usual, but a crash of the database within the next second may
    lose them (PostgreSQL manual, Asynchronous Commit). Never for orders or money.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
