"""Who: organisations, units, people, employments, roles and teams of one contract community."""
