"""Pages about people, units, roles, teams and keys."""
