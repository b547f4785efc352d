"""Every write of the field room, by use case."""
