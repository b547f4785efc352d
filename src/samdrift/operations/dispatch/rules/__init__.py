"""Decisions about a day's work: whom an order suits, how long a way is, what order of stops serves best."""
