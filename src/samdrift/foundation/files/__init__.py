"""Photos and documents: cleaned when they come, kept by their hash, shown only through the row that owns them."""
