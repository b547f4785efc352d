"""Framework buy-in: what bodies buy into, how one joins and leaves, the tier all pay by and the cost they share."""
