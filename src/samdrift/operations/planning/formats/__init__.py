"""Calendar files (RFC 5545), read into plain values and written from them."""
