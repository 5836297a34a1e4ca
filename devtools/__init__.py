"""Beside the house: what engineers and demos run. Nothing in production imports it.

Only where no DATABASE_URL is set do the settings take their database from `devtools.postgres`.
"""
