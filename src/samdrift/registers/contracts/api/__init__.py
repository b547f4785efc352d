"""Contracts for other systems: the same commands as the pages."""

# All files offer under the same addresses, so they share one router; importing one is offering what it has.
from samdrift.registers.contracts.api import indexing, prices, wording
from samdrift.registers.contracts.api.terms import router

__all__ = ["indexing", "prices", "router", "wording"]
