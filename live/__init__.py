"""News for open pages: `publish` and `pages` for the site, `app` for the process that streams.

The site says that something changed, a backplane carries it, the process tells whoever listens.
"""
