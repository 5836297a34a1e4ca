"""The page of a date: its map of seats, their states live, and a list of them by section."""
