"""Everything that is read about benchmark packs."""
