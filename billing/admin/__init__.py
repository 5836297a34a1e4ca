from billing.admin import due_work, invoices, plans, subscriptions, tenants, usage

__all__ = ["due_work", "invoices", "plans", "subscriptions", "tenants", "usage"]
