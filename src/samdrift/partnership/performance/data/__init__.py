"""The standard set of key figures as data."""
