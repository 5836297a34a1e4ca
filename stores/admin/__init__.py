"""The admin of stores, their menus, their members and their legal identities."""

from stores.admin import identity, members, stores

__all__ = ["identity", "members", "stores"]
