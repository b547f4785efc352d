"""What a dispatcher does: give, take back, ask for routes, accept and undo them, say how far it is."""
