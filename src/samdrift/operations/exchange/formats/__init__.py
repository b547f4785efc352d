"""Foreign formats, read into plain values and written from them."""
