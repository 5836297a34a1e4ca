from billing.admin import invoices

__all__ = ["invoices"]
