"""Formats of dates and times, by language; those not defined here are Django's own."""
