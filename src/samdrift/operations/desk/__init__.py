"""Contacts on every channel, and the agents' desk that answers them."""
