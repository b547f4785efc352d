"""The door to notices: the list, the choices, the link that quietens, and what became of messages."""
