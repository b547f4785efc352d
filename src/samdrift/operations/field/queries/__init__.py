"""Every read of the field room, by question."""
