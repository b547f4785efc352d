"""Plumbing without business: the gate, events, jobs, files, search."""
