"""Dates of an event: their places and prices, their changes, and the refunds of what was cancelled."""
