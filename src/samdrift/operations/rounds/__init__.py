"""Rounds: rooms gone through in their order, day after day, each proven by a scan or a tap, with or without signal."""
