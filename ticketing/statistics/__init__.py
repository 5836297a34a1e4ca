"""An organiser's numbers of one event, and their tables."""
