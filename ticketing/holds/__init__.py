"""Holds: places that nobody else can take while their buyer pays."""
