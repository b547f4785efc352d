"""Every read of the room: how promises stand, and the same from the book for very many at once."""
