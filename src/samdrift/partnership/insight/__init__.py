"""The overview both parties share: figures from one definition each, told through the reader's own scope."""
