import secrets


def new_key() -> str:
    """What a provider knows one of our rows by."""
    return secrets.token_urlsafe(18)
