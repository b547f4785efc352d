"""The search at the top of every page: one field, everything a person may see."""
