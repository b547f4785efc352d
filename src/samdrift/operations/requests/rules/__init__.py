"""Decisions about requests: states and moves, numbers, priority, likeness and the order of times."""
