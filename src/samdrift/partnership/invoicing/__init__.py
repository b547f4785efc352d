"""Invoices: made of volumes, changes, orders and credits, checked, matched, disputed line by line, and paid."""
