"""The door to the nightly checks: what must always hold, and whether it does."""
