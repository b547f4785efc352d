"""Every write of the estate, by use case."""
