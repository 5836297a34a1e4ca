"""Test clocks: tenants whose time is moved on by hand."""
