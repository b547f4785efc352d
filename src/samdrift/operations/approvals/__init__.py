"""Who must say yes first, by when, and what they said."""
