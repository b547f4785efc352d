"""Decisions about reports: periods, states, and what differs between two of them."""
