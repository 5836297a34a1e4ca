"""Numbers of the platform: revenue, receivables and what tenants use, as tables, charts and CSV files."""
