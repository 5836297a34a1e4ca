"""Seating plans of a store: made from documents, changed by new versions, and their files."""
