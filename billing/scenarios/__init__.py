"""Scenario files: months of a tenant at a test clock, replayed in seconds (docs/billing-scenarios.md)."""
