"""Dunning: what follows when an invoice cannot be collected, and when it is paid after all."""
