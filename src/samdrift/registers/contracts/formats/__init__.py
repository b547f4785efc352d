"""Formats and libraries from which this room's data is read; values in, values out, no tables."""
