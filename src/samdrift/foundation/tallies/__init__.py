"""Tallies: sums of raw rows by day and month, kept as things happen, made anew by one command, checked each night."""
