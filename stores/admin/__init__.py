"""The admin of stores, their menus and their members."""

from stores.admin import members, stores

__all__ = ["members", "stores"]
