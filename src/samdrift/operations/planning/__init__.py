"""Maintenance plans: what is to be done again and again, when each time is due, and whether it was done."""
