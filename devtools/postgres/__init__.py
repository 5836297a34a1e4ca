"""A private PostgreSQL for a checkout: `python -m devtools.postgres start|stop|destroy`."""
