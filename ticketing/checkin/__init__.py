"""Check-in: gates, what a scan finds, merging what phones did without a network, and numbers of who is in."""
