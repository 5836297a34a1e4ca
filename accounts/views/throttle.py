from core.errors import too_many


def locked_out(request, credentials, *args, **kwargs):
    """What axes shows after too many wrong passwords."""
    return too_many(request, retry_after=15 * 60)
