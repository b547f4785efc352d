"""The door to what workers do unseen: what waits, what failed, and trying again."""
