"""Who, where, what, on what terms: parties, estate, catalogue, contracts, tags."""
