"""Decisions about numbers: what is hidden because it rests on too few people, and which ranks may be told."""
