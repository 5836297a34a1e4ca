"""Tickets: issued, shown, changed, given back and handed over."""
