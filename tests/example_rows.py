"""Rows of Asta's community for the examples of tests/addresses.py, made when an address asks for them."""

from tests.example_money import MoneyRows


class Rows(MoneyRows):
    """Rows of Asta's community: registers, daily work, and what the parties settle."""
