"""Codes on walls and things: printed, mounted, bound to a place, scanned, replaced."""
