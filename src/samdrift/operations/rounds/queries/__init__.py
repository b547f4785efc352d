"""Every read of the rounds room, by question."""
