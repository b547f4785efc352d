"""The phone's own page, what the worker needs, the review of what came too late, and notes about places."""
