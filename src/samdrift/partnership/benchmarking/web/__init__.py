"""Pages of benchmark packs."""
