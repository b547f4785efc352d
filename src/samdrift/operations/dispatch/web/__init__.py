"""The dispatcher's pages: the board of a day, proposed routes, and what the board is told once."""
