"""Collection: invoices are charged to the tenant's card, and again later where that failed."""
