"""Decisions about the catalogue: forms and their answers, and what a text speaks of."""
