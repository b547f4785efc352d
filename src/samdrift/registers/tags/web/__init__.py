"""Pages of tags: the list and its health, one tag, making and printing, claiming and walking."""
