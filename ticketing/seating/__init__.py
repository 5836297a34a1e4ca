"""Seating plans without a database: reading, samples, the geometry that a map draws, the best seats."""
