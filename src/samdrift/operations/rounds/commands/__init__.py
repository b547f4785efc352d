"""Every write of the rounds room, by use case."""
