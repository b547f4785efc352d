"""Every write of the work room, by use case."""
