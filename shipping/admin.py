"""Shipping in the admin: each part registers its own."""

from shipping.returns import admin

__all__ = ["admin"]
