"""Finding rows by words: folded, by prefix, newest first, and only what the scope may see."""
