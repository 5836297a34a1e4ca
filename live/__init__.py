"""Invalidation messages for open pages: `publish` and `pages` for the site, `app` for the stream process.

The site publishes that something changed, a backplane carries it, the process sends it to subscribed pages.
"""
