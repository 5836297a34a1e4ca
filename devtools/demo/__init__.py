"""`make demo`: the whole site on this machine, on sample data."""
