"""How pages are made: the template environment and the pictures drawn on the server."""
