from billing.admin import clocks, due_work, invoices, plans, subscriptions, tenants, usage

__all__ = ["clocks", "due_work", "invoices", "plans", "subscriptions", "tenants", "usage"]
