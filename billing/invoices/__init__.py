"""Invoices: drafted from the facts of months, finalised, shown, credited, and what of them is due."""
