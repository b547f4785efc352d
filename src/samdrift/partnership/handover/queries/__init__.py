"""What a pack holds, what is missing before it is handed over, and the packs that were made."""
