"""Every read of plans: lists, pages, sums, measures, and what calendar programs read."""
