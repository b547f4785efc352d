"""`/track/<token>`: following one's report, answering and confirming without an account; the link is the key."""
