"""The page of the catalogue: what can be asked for."""
