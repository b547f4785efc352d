"""Signing in and out, the choice of employment, and what a person keeps about themselves."""
