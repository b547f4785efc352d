"""The door to the open book: what happened, and the signed heads both parties keep."""
